/// Password hashing and token creation, each by a well-known library. It is a module of its own: an embedding
/// application gets both without a server, and no other module needs a cryptographic library.
@NullMarked
package io.vestnik.security;

import org.jspecify.annotations.NullMarked;
