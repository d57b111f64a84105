package io.vestnik.simulation.client;

import java.time.Duration;

/// The answer to a request over HTTP, as its client learns it.
///
/// @param <T> the result of the request
public sealed interface HttpAnswer<T> {
    /// The request was served.
    record Served<T>(T result) implements HttpAnswer<T> {}

    /// The request was not served, or its outcome is unknown; it may be repeated after a pause.
    record Retry<T>(Duration after) implements HttpAnswer<T> {}

    /// No answer came.
    record Lost<T>() implements HttpAnswer<T> {}

    /// The device is revoked.
    record LoggedOut<T>() implements HttpAnswer<T> {}
}
