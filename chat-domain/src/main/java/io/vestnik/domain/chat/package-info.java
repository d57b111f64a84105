/// Chats, who is in them and what they may do there.
@NullMarked
package io.vestnik.domain.chat;

import org.jspecify.annotations.NullMarked;
