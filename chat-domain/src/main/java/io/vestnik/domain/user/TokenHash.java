package io.vestnik.domain.user;

/// A secret of which nothing but this is kept: a digest that tells whether two are the same, and nothing else. The
/// secrets have 128 bits of randomness or more, so it needs neither salt nor stretching.
///
/// @param value URL-safe characters, at most 64 of them
public record TokenHash(String value) {}
