package io.vestnik.e2e.conversation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;

/// The metrics of a server at one moment.
record Scrape(String text) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /// Sends a `GET` and returns the response, whatever its status.
    static HttpResponse<String> get(URI address) {
        return ask(HttpRequest.newBuilder(address));
    }

    /// Sends a `POST` of a JSON body with a request id, and returns the response.
    static HttpResponse<String> post(URI address, String requestId, String json) {
        return ask(HttpRequest.newBuilder(address)
                .header("X-Request-Id", requestId)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static HttpResponse<String> ask(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Scrape of(URI server) {
        return new Scrape(get(server.resolve("/metrics")).body());
    }

    /// Returns the sum of the values of all series with this name whose line contains every text in `labels`.
    ///
    /// @throws AssertionError if there is no such series
    double sum(String name, String... labels) {
        List<String> series = text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                .toList();
        if (series.isEmpty()) {
            throw new AssertionError("no series " + name + " with " + List.of(labels) + " in:\n" + text);
        }
        return series.stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// The number of series.
    long series() {
        return text.lines().filter(line -> !line.startsWith("#")).count();
    }
}
