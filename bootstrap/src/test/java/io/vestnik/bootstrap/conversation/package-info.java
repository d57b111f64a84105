/// Conversations from outside: the real program in its own process, real clients, real kills.
@NullMarked
package io.vestnik.bootstrap.conversation;

import org.jspecify.annotations.NullMarked;
