package io.vestnik.load;

import io.vestnik.checker.Breach;
import io.vestnik.checker.Breaches;
import io.vestnik.checker.Law;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;

/// Reads one page of a history again and again over one connection, and checks each response. Used on the loop's thread
/// only.
final class HttpReader implements HttpLink.Answers {
    private static final byte[] ID = "\"id\":".getBytes(StandardCharsets.US_ASCII);

    private final byte[] request;
    private final Histogram times;
    private final int expected;
    private final Breaches breaches;
    private final String what;
    private final HttpLink link = new HttpLink(this);
    private boolean reading;
    private boolean waiting;
    private long asked;
    private long answers;

    /// @param expected the number of messages that the page must contain
    HttpReader(URI server, String token, String path, int expected, Histogram times, Breaches breaches) {
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nAuthorization: Bearer "
                        + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.times = times;
        this.expected = expected;
        this.breaches = breaches;
        this.what = path;
    }

    HttpLink link() {
        return link;
    }

    long answers() {
        return answers;
    }

    void start() {
        reading = true;
        if (!waiting) {
            ask();
        }
    }

    void stop() {
        reading = false;
    }

    @Override
    public void open(HttpLink on) {}

    @Override
    public void answer(HttpLink on, int status, long retryAfterMs, byte[] bytes, int from, int to, long now) {
        answers++;
        waiting = false;
        Tally.record(times, now - asked);
        int found = count(bytes, from, to);
        if (status != 200 || found != expected) {
            breaches.add(
                    Law.READ_AFTER_ACK,
                    Breach.LOST,
                    what + ": answered " + status + " with " + found + " messages instead of " + expected);
        }
        if (reading) {
            ask();
        }
    }

    @Override
    public void closed(HttpLink on, String why) {
        if (reading) {
            breaches.add(Law.L8, Breach.LOST, what + ": the connection ended: " + why);
        }
    }

    private void ask() {
        waiting = true;
        asked = System.nanoTime();
        link.out.put(request);
        link.send();
    }

    private static int count(byte[] bytes, int from, int to) {
        int found = 0;
        for (int at = from; at + ID.length <= to; at++) {
            if (bytes[at] == '"' && matches(bytes, at)) {
                found++;
            }
        }
        return found;
    }

    private static boolean matches(byte[] bytes, int at) {
        for (int i = 1; i < ID.length; i++) {
            if (bytes[at + i] != ID[i]) {
                return false;
            }
        }
        return true;
    }
}
