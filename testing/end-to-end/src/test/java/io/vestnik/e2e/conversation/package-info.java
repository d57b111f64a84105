/// Conversations from outside: the real program in its own process, real clients, real kills.
@NullMarked
package io.vestnik.e2e.conversation;

import org.jspecify.annotations.NullMarked;
