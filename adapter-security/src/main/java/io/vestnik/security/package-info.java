/// Password hashing and token creation, each by a well-known library. This is a module of its own, so that an embedding
/// application can use it without a server, and so that no other module needs a cryptographic library.
@NullMarked
package io.vestnik.security;

import org.jspecify.annotations.NullMarked;
