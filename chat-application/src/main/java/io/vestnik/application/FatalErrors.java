package io.vestnik.application;

/// Receives the errors after which a node cannot go on, such as `OutOfMemoryError` in a writer or an event loop.
///
/// Before the report, the failed component has rolled back its unfinished work and reported this work as failed to its
/// callers. The component accepts no more work. The server ends its process with a message and a non-zero exit code. A
/// program that embeds the messenger decides for itself: the usual reaction is to close the messenger and to open
/// another messenger. [#report] is called on any thread, at most once for each component. It returns quickly and does
/// not throw.
@FunctionalInterface
public interface FatalErrors {

    /// Reports an error.
    ///
    /// @param component the name of the failed component, for the log: `writer-1`, `live-0`
    /// @param error the error that the component threw
    void report(String component, Throwable error);
}
