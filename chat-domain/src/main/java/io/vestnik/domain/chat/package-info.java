/// Chats, their members and the members' permissions.
@NullMarked
package io.vestnik.domain.chat;

import org.jspecify.annotations.NullMarked;
