package io.vestnik.application;

/// Receives the errors after which a node cannot go on, such as `OutOfMemoryError` in a writer or an event loop.
///
/// The component that reports has already rolled back and failed the work that it held; it accepts no more. The server
/// ends its process with a message and a non-zero exit code. A program that embeds the messenger decides for itself:
/// the usual answer is to close the messenger and to open another. Called on any thread, at most once for each
/// component; must return quickly and must not throw.
@FunctionalInterface
public interface FatalErrors {

    /// Reports an error.
    ///
    /// @param component what failed, for the log: `writer-1`, `live-0`
    /// @param error what was thrown
    void report(String component, Throwable error);
}
