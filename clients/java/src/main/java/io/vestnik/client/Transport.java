package io.vestnik.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;

/// The parts that every layer needs to reach a server: the JDK's client, the recorder, and the time-out.
///
/// Create one and share it: thousands of connections then share a few threads.
///
/// @param timeout of connecting and of one HTTP response
public record Transport(HttpClient http, Recorder recorder, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /// A new HTTP client on virtual threads, without a recorder and with a time-out of 30 s.
    ///
    /// HTTP/1.1 only: HTTP/2 without TLS costs an upgrade attempt per connection, and WebSocket needs 1.1.
    public static Transport create() {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("vestnik-client-", 0).factory()))
                .build();
        return new Transport(http, Recorder.NONE, TIMEOUT);
    }

    /// The same with a recorder.
    public Transport recordedBy(Recorder to) {
        return new Transport(http, to, timeout);
    }

    /// The same with another time-out.
    public Transport waiting(Duration atMost) {
        return new Transport(http, recorder, atMost);
    }
}
