package io.vestnik.domain.user;

/// The digest of a secret; the secret itself is not stored. The digest only tells whether two secrets are equal. The
/// secrets have 128 bits of randomness or more, so it needs neither salt nor stretching.
///
/// @param value URL-safe characters, at most 64 of them
public record TokenHash(String value) {}
