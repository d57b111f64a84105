/// Conversations tested from outside: the real program in its own process, real clients, and processes that are really
/// killed.
@NullMarked
package io.vestnik.e2e.conversation;

import org.jspecify.annotations.NullMarked;
