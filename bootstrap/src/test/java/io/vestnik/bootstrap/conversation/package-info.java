/// Conversations from the outside: the real program in a process of its own, real clients, real kills.
@NullMarked
package io.vestnik.bootstrap.conversation;

import org.jspecify.annotations.NullMarked;
