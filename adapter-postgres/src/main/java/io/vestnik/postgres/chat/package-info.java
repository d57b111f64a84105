/// Chats and their members: creation, membership, titles, deletion.
@NullMarked
package io.vestnik.postgres.chat;

import org.jspecify.annotations.NullMarked;
