/// Reads of chats, messages and marks, as a member sees them. Nothing here changes data.
@NullMarked
package io.vestnik.postgres.read;

import org.jspecify.annotations.NullMarked;
