package io.vestnik.domain.message;

/// The identity of one attempt to post a draft. Two attempts are equal only if they are the same object.
///
/// The event of a posted message carries the attempt that stored it, which identifies the storing attempt among all
/// attempts with one key. An attempt has no other content and no meaning outside this process.
public final class Attempt {
    /// Creates an attempt, unequal to any other.
    public Attempt() {}
}
