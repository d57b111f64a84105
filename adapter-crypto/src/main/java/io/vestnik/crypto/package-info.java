/// Hashing of passwords and making of tokens, each by a well-known library. A module of its own, so that whoever embeds
/// Vestnik gets them without a server, and nothing else needs to bring a cryptographic library along.
@NullMarked
package io.vestnik.crypto;

import org.jspecify.annotations.NullMarked;
