package io.vestnik.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// One HTTP/1.1 connection, which is kept alive. It has at most one unanswered request.
final class HttpLink extends Link {

    /// Receives the responses, on the loop's thread.
    interface Answers {
        /// The connection is open.
        void open(HttpLink link);

        /// A response arrived completely. The body is valid until this method returns.
        ///
        /// @param retryAfterMs {@link FrameScan#ABSENT} if the response requests no pause
        void answer(HttpLink link, int status, long retryAfterMs, byte[] bytes, int from, int to, long now);

        /// The connection ended. This is the last call.
        void closed(HttpLink link, String why);
    }

    private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int STATUS_FROM = 9;
    private static final int STATUS_TO = 12;
    private static final long MILLIS = 1_000;

    private final Answers answers;

    HttpLink(Answers answers) {
        this.answers = answers;
    }

    @Override
    void begin() {
        answers.open(this);
    }

    /// Sends the request that was written to `out`.
    void send() {
        outputAppended();
    }

    @Override
    void ended(String why) {
        answers.closed(this, why);
    }

    @Override
    int take(byte[] bytes, int from, int to, long now) {
        int headersEnd = find(HEADERS_END, bytes, from, to);
        if (headersEnd < 0) {
            return 0;
        }
        String head = new String(bytes, from, headersEnd - from, StandardCharsets.ISO_8859_1);
        int status = Integer.parseInt(head, STATUS_FROM, STATUS_TO, 10);
        int body = headersEnd + HEADERS_END.length;
        String length = header(head, "content-length");
        if (header(head, "transfer-encoding").contains("chunked")) {
            Bytes whole = new Bytes();
            int end = chunks(bytes, body, to, whole);
            if (end < 0) {
                return 0;
            }
            answers.answer(this, status, retryAfterMs(head), whole.array, 0, whole.length, now);
            return end - from;
        }
        int end = body + (length.isEmpty() ? 0 : Integer.parseInt(length));
        if (end > to) {
            return 0;
        }
        answers.answer(this, status, retryAfterMs(head), bytes, body, end, now);
        return end - from;
    }

    private static long retryAfterMs(String head) {
        String seconds = header(head, "retry-after");
        return seconds.isEmpty() ? FrameScan.ABSENT : Long.parseLong(seconds) * MILLIS;
    }

    /// Joins the chunks of a response in `whole`. Returns the end of the response, or -1 if the response is incomplete.
    private static int chunks(byte[] bytes, int from, int to, Bytes whole) {
        int at = from;
        while (true) {
            int lineEnd = find(LINE_END, bytes, at, to);
            if (lineEnd < 0) {
                return -1;
            }
            String size = new String(bytes, at, lineEnd - at, StandardCharsets.US_ASCII);
            int length = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
            int start = lineEnd + LINE_END.length;
            int next = start + length + LINE_END.length;
            if (next > to) {
                return -1;
            }
            if (length == 0) {
                return next;
            }
            whole.put(bytes, start, length);
            at = next;
        }
    }

    private static String header(String head, String name) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
        if (at < 0) {
            return "";
        }
        int start = at + name.length() + 3;
        int end = head.indexOf("\r\n", start);
        return head.substring(start, end < 0 ? head.length() : end).strip().toLowerCase(Locale.ROOT);
    }

    private static int find(byte[] what, byte[] bytes, int from, int to) {
        for (int at = from; at + what.length <= to; at++) {
            if (Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }
}
