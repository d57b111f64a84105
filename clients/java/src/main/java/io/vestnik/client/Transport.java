package io.vestnik.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;

/// What HTTP requests and WebSockets need to reach a server: the JDK's HTTP client, a recorder, and a time-out.
///
/// Create one transport and share it: thousands of connections then share a few threads.
///
/// @param timeout the maximum time to connect, and to receive an HTTP response
public record Transport(HttpClient http, Recorder recorder, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /// Makes a transport with a new HTTP client on virtual threads, no recorder, and a time-out of 30 s.
    ///
    /// The client uses HTTP/1.1 only: HTTP/2 without TLS costs an attempt to upgrade each connection, and WebSocket
    /// needs 1.1.
    public static Transport create() {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("vestnik-client-", 0).factory()))
                .build();
        return new Transport(http, Recorder.NONE, TIMEOUT);
    }

    /// A copy with a recorder.
    public Transport recordedBy(Recorder to) {
        return new Transport(http, to, timeout);
    }

    /// A copy with another time-out.
    public Transport waiting(Duration atMost) {
        return new Transport(http, recorder, atMost);
    }
}
