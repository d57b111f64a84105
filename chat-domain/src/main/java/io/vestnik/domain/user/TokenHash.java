package io.vestnik.domain.user;

/// The digest of a secret. It is stored instead of the secret and is only compared with other digests. The secrets have
/// 128 bits of randomness or more, so the digest needs neither salt nor stretching.
///
/// @param value URL-safe characters, at most 64 of them
public record TokenHash(String value) {}
