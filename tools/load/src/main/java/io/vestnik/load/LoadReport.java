package io.vestnik.load;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vestnik.checker.Breach;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// The results of a run.
///
/// @param seconds the duration of the measurement
/// @param messagesPerSecond the rate of acknowledged messages
/// @param deliveriesPerSecond the rate of messages delivered to users other than their senders
/// @param readsPerSecond the rate of acknowledged read marks
/// @param ack the time from when a send was due to its acknowledgement
/// @param delivery the time from when a send was due to its delivery to another user
/// @param floorMillis the minimum latency that the closed loop allows: unanswered sends divided by the rate; 0 in an
///     open loop
/// @param refusals the number of refusals by error code
/// @param unsent the number of sends of an open loop that were due but not sent
/// @param breaches the number of violations by kind
/// @param examples descriptions of the first few violations
/// @param historyChecked the number of messages compared with the history at the end
/// @param clientCpuShare the average processor use of the thread that drives the connections, in cores
/// @param samples the samples of a long run, one per ten seconds
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoadReport(
        String scenario,
        int people,
        int window,
        int rate,
        double seconds,
        double messagesPerSecond,
        double deliveriesPerSecond,
        double readsPerSecond,
        Latency ack,
        Latency delivery,
        double floorMillis,
        Map<String, Long> refusals,
        long unsent,
        long connectionsLost,
        Map<Breach, Long> breaches,
        List<String> examples,
        long historyChecked,
        double clientCpuShare,
        @Nullable Server server,
        @Nullable Idle idle,
        List<Paging> paging,
        List<Sample> samples) {

    private static final double MICROS_PER_MILLI = 1_000;
    private static final double BYTES_PER_MB = 1 << 20;

    /// A distribution of durations, in milliseconds.
    public record Latency(long count, double p50, double p90, double p99, double p999, double max) {

        static Latency of(Histogram micros) {
            return new Latency(
                    micros.getTotalCount(),
                    at(micros, 50),
                    at(micros, 90),
                    at(micros, 99),
                    at(micros, 99.9),
                    micros.getTotalCount() == 0 ? 0 : micros.getMaxValue() / MICROS_PER_MILLI);
        }

        private static double at(Histogram micros, double percentile) {
            return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
        }

        private String line() {
            return String.format(
                    Locale.ROOT, "p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms", p50, p90, p99, p999, max);
        }
    }

    /// The server's process during the measurement.
    ///
    /// @param cpuSecondsPer1000 processor time per thousand messages, in seconds, without PostgreSQL; 0 if no message
    ///     was sent
    /// @param residentBytes the resident memory at the end
    /// @param heap measured only in the scenarios [Scenario#IDLE] and [Scenario#SOAK]; null in other scenarios, or if
    ///     the heap cannot be read
    public record Server(
            double cpuSeconds,
            double cpuSecondsPer1000,
            long residentBytes,
            @Nullable Heap heap) {}

    /// The size of the reachable objects in the heap, after a full collection: before the measurement and at its end.
    public record Heap(long bytesBefore, long bytesAfter) {}

    /// The cost of idle connections.
    ///
    /// @param bytesPerConnection the growth of the server's resident memory; null if it could not be read
    public record Idle(
            int connections,
            double opensPerSecond,
            @Nullable Long bytesPerConnection) {}

    /// The measurement of reading pages at one offset of a history.
    public record Paging(long offset, double requestsPerSecond, Latency latency) {}

    /// A sample of a long run.
    ///
    /// @param second the time since the start of the measurement
    /// @param residentBytes the resident memory of the server; 0 if it could not be read
    public record Sample(double second, double messagesPerSecond, double ackP99, long residentBytes) {}

    /// Whether no law was violated.
    public boolean isLawful() {
        return breaches.values().stream().allMatch(count -> count == 0);
    }

    /// Whether the server's rate limits refused requests. Then the run measured the limits and not the server.
    @JsonIgnore
    public boolean isLimited() {
        return refusals.containsKey("rate_limited") || refusals.containsKey("http 429");
    }

    /// The exit code of a complete run: 0, or 1 after a violation.
    public int exitCode() {
        return isLawful() ? 0 : 1;
    }

    /// The report for programs.
    public String json() {
        try {
            return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /// The report for humans.
    public String text() {
        StringBuilder text = new StringBuilder();
        line(
                text,
                String.format(
                        Locale.ROOT,
                        "%s: %,d people, %s, %.0f s",
                        scenario,
                        people,
                        rate == 0 ? "window " + window : rate + "/s offered",
                        seconds));
        if (ack.count > 0) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            String.format(
                                    Locale.ROOT,
                                    "messages    %,.0f/s acknowledged (each after its commit)",
                                    messagesPerSecond)));
            line(text, String.format(Locale.ROOT, "ack         %s", ack.line()));
            if (floorMillis > 0) {
                line(
                        text,
                        String.format(
                                Locale.ROOT,
                                "            in flight / rate is %.2f ms, p99 is %.2f times that",
                                floorMillis,
                                ack.p99 / floorMillis));
            }
        }
        if (delivery.count > 0) {
            line(text, String.format(Locale.ROOT, "deliveries  %,.0f/s", deliveriesPerSecond));
            line(text, String.format(Locale.ROOT, "delivery    %s", delivery.line()));
        }
        if (readsPerSecond > 0) {
            line(text, String.format(Locale.ROOT, "read marks  %,.0f/s", readsPerSecond));
        }
        for (Paging page : paging) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "history     %,.0f pages/s at offset %,d; %s",
                            page.requestsPerSecond,
                            page.offset,
                            page.latency.line()));
        }
        if (idle != null) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "idle        %,d connections, opened %,.0f/s%s",
                            idle.connections,
                            idle.opensPerSecond,
                            idle.bytesPerConnection == null
                                    ? ""
                                    : String.format(
                                            Locale.ROOT,
                                            ", %,d bytes of resident memory each",
                                            idle.bytesPerConnection)));
        }
        if (server != null) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "server      %.1f s of processor%s, %,d MB resident",
                            server.cpuSeconds,
                            server.cpuSecondsPer1000 == 0
                                    ? ""
                                    : String.format(
                                            Locale.ROOT, " (%.3f s per 1,000 messages)", server.cpuSecondsPer1000),
                            server.residentBytes >> 20));
            Heap heap = server.heap;
            if (heap != null) {
                line(
                        text,
                        String.format(
                                Locale.ROOT,
                                "heap        %.1f MB reachable before and %.1f MB after",
                                heap.bytesBefore / BYTES_PER_MB,
                                heap.bytesAfter / BYTES_PER_MB));
            }
        }
        line(text, String.format(Locale.ROOT, "this client %.2f cores", clientCpuShare));
        refusals.forEach((code, count) -> line(text, String.format(Locale.ROOT, "refused     %,d × %s", count, code)));
        if (unsent > 0) {
            line(text, String.format(Locale.ROOT, "not sent    %,d: the server took no more", unsent));
        }
        if (connectionsLost > 0) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            String.format(
                                    Locale.ROOT,
                                    "closed      %,d connections ended before the run did",
                                    connectionsLost)));
        }
        if (samples.size() >= 3) {
            line(text, String.format(Locale.ROOT, "first/last  %s", trend()));
        }
        line(
                text,
                String.format(
                        Locale.ROOT,
                        String.format(
                                Locale.ROOT,
                                "laws        %s; %,d messages compared with the history",
                                laws(),
                                historyChecked)));
        examples.forEach(example -> line(text, String.format(Locale.ROOT, "  %s", example)));
        return text.toString();
    }

    private String laws() {
        StringBuilder all = new StringBuilder();
        breaches.forEach((breach, count) -> all.append(all.isEmpty() ? "" : ", ")
                .append(breach.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(' ')
                .append(count));
        return all.toString();
    }

    private String trend() {
        int third = samples.size() / 3;
        List<Sample> first = samples.subList(0, third);
        List<Sample> last = samples.subList(samples.size() - third, samples.size());
        return String.format(
                Locale.ROOT,
                "third of the run: %,.0f and %,.0f messages/s, ack p99 %.1f and %.1f ms, %,d and %,d MB",
                mean(first, Sample::messagesPerSecond),
                mean(last, Sample::messagesPerSecond),
                mean(first, Sample::ackP99),
                mean(last, Sample::ackP99),
                (long) mean(first, sample -> (double) (sample.residentBytes >> 20)),
                (long) mean(last, sample -> (double) (sample.residentBytes >> 20)));
    }

    private static double mean(List<Sample> samples, Function<Sample, Double> of) {
        return samples.stream().mapToDouble(of::apply).average().orElse(0);
    }

    private static void line(StringBuilder to, String line) {
        to.append(line).append('\n');
    }
}
