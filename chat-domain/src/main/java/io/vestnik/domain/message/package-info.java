/// Messages: how a draft becomes exactly one message with its id, and how messages are read.
@NullMarked
package io.vestnik.domain.message;

import org.jspecify.annotations.NullMarked;
