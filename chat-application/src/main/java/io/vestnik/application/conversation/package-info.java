/// Use cases about chats and their members.
@NullMarked
package io.vestnik.application.conversation;

import org.jspecify.annotations.NullMarked;
