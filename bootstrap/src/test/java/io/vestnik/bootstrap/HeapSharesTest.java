package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks that the shares of the heap in `docs/operations.md` and `docs/security.md` are those of the code. The
/// constants are private, so code and documents are read as text.
class HeapSharesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern PERCENT = Pattern.compile("(\\d+) %");
    private static final Pattern KIBIBYTES = Pattern.compile("(?:one|connection) per (\\d+) KiB");
    private static final int KIB = 1024;

    /// A constant of the code that is a percentage of the heap or a number of bytes for each item, and where the
    /// documents state it.
    ///
    /// @param source the file of the constant
    /// @param documented the beginning of the line that states the bound in `docs/operations.md`
    /// @param security the beginning of the line that states the bound in `docs/security.md`; empty if that file does
    ///     not state it
    record Share(String source, String constant, String documented, String security) {
        @Override
        public String toString() {
            return constant + " of " + source.substring(source.lastIndexOf('/') + 1);
        }

        int value() throws IOException {
            String code = Files.readString(ROOT.resolve(source + ".java"));
            Matcher found = Pattern.compile(" " + constant + " = ([^;]+);").matcher(code);
            assertThat(found.find()).as(constant + " in " + source).isTrue();
            return Stream.of(found.group(1).split(" \\* "))
                    .mapToInt(Integer::parseInt)
                    .reduce(1, Math::multiplyExact);
        }
    }

    private static final String HTTP = "adapter-http/src/main/java/io/vestnik/http/";
    private static final String LIVE = "chat-application/src/main/java/io/vestnik/application/live/LiveMemory";
    private static final String SOCKETS =
            "adapter-websocket/src/main/java/io/vestnik/websocket/connection/SocketMemory";
    private static final String HASHING = "chat-application/src/main/java/io/vestnik/application/account/HashingPool";
    private static final String QUEUES =
            "chat-application/src/main/java/io/vestnik/application/commit/writer/QueueRoom";

    static Stream<Share> percentages() {
        return Stream.of(
                new Share(
                        HTTP + "HttpMemory",
                        "RESPONSES_PERCENT",
                        "| large responses (",
                        "| memory of large responses, "),
                new Share(
                        HTTP + "HttpMemory",
                        "REQUESTS_PERCENT",
                        "| request bodies above ",
                        "| memory of request bodies "),
                new Share(HASHING, "HEAP_PERCENT", "| password hashing, ", ""),
                new Share(SOCKETS, "BEFORE_LOGIN_PERCENT", "| 4 % | frames before login", "| memory of frames before"),
                new Share(SOCKETS, "REQUESTS_PERCENT", "| 4 % | incomplete frames after", "| memory of requests wit"),
                new Share(SOCKETS, "OUTBOUND_PERCENT", "| 12 % | frames that wait", "| bytes that wait for all "),
                new Share(LIVE, "REPLAYS_PERCENT", "| 8 % | resumes: ", "| memory of resumes, all "),
                new Share(LIVE, "COLLECTED_PERCENT", "| 4 % | events that wait", "| memory of events that wait "),
                new Share(LIVE, "EVENTS_PERCENT", "| 8 % | events in transit", "| memory of events in transit"),
                new Share(LIVE, "SUBSCRIPTIONS_PERCENT", "| 8 % | the chats of con", "| memory of the chats of "));
    }

    static Stream<Share> units() {
        return Stream.of(
                new Share(
                        "bootstrap/src/main/java/io/vestnik/bootstrap/PortCapacity",
                        "HEAP_BYTES_EACH",
                        "| connections: ",
                        "| connections of the port | "),
                new Share(
                        "chat-application/src/main/java/io/vestnik/application/limit/RememberedKeys",
                        "BYTES_PER_KEY",
                        "| the state of limits ",
                        ""),
                new Share(
                        SOCKETS,
                        "BYTES_PER_WAITING",
                        "At most one connection per ",
                        "| connections without a login, "));
    }

    @ParameterizedTest
    @MethodSource("percentages")
    void a_share_is_documented_as_it_is(Share share) throws IOException {
        assertDocumented(share, PERCENT, share.value());
    }

    @ParameterizedTest
    @MethodSource("units")
    void a_number_by_the_heap_is_documented_as_it_is(Share share) throws IOException {
        assertThat(share.value() % KIB).isZero();
        assertDocumented(share, KIBIBYTES, share.value() / KIB);
    }

    private static void assertDocumented(Share share, Pattern number, int expected) throws IOException {
        assertThat(firstNumber("operations.md", share.documented(), number)).isEqualTo(expected);
        if (!share.security().isEmpty()) {
            assertThat(firstNumber("security.md", share.security(), number)).isEqualTo(expected);
        }
    }

    /// Returns the first number that matches `number` in the line that starts with `begin`. Asserts that there is one
    /// such line.
    private static int firstNumber(String document, String begin, Pattern number) throws IOException {
        List<String> lines = Files.readString(ROOT.resolve("docs").resolve(document))
                .lines()
                .filter(line -> line.startsWith(begin))
                .toList();
        assertThat(lines).as(begin + " in " + document).hasSize(1);
        Matcher found = number.matcher(lines.getFirst());
        assertThat(found.find()).as(lines.getFirst()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    @Test
    void the_sums_of_the_shares_are_documented_as_they_are() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/operations.md")).replace('\n', ' ');
        int http = 0;
        int live = 0;
        int hashing = 0;
        for (Share share : percentages().toList()) {
            int value = share.value();
            switch (share.source()) {
                case HASHING -> hashing += value;
                case LIVE, SOCKETS -> live += value;
                default -> http += value;
            }
        }
        int queues = new Share(QUEUES, "HEAP_PERCENT", "", "").value();
        int connections = 10;
        int limits = 4;
        assertThat(text)
                .contains("All shares of the heap add up to " + (http + live + hashing + queues + connections + limits)
                        + " %: HTTP has " + http + " %, password hashing " + hashing + " %, live delivery " + live
                        + " %, the queues of the writers " + queues + " %, connections about " + connections
                        + " %, and the state of limits " + limits + " %.");
    }
}
