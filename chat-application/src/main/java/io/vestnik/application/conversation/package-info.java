/// Use cases for chats and their members.
@NullMarked
package io.vestnik.application.conversation;

import org.jspecify.annotations.NullMarked;
