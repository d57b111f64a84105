package io.vestnik.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;

/// What every layer needs to reach a server: the JDK's client, who looks on, and how long to wait.
///
/// Make one and share it: thousands of connections then share a handful of threads.
///
/// @param timeout of connecting and of one HTTP answer
public record Wire(HttpClient http, Recorder recorder, Duration timeout) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /// A new HTTP client on virtual threads, with nobody looking on and 30 s of patience.
    ///
    /// HTTP/1.1 only: asking for HTTP/2 in clear costs an upgrade attempt a connection, and WebSocket needs 1.1.
    public static Wire create() {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("vestnik-client-", 0).factory()))
                .build();
        return new Wire(http, Recorder.NONE, TIMEOUT);
    }

    /// The same with somebody looking on.
    public Wire recordedBy(Recorder to) {
        return new Wire(http, to, timeout);
    }

    /// The same with other patience.
    public Wire waiting(Duration atMost) {
        return new Wire(http, recorder, atMost);
    }
}
