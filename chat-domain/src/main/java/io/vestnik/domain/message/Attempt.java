package io.vestnik.domain.message;

/// The identity of one attempt to post a draft. Two attempts are equal only if they are the same object.
///
/// The event of a posted message carries the attempt that stored it, so that among all attempts with one key the one
/// that made the message is known. It has no other content and means nothing outside this process.
public final class Attempt {
    /// A new attempt, unlike any other.
    public Attempt() {}
}
