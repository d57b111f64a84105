package io.vestnik.bootstrap.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.messaging.SendMetrics;
import java.util.concurrent.TimeUnit;

/// Metrics of sends: their number by outcome, and the time until their acknowledgement.
final class SendMeters implements SendMetrics {
    private final Counter sent;
    private final Counter duplicate;
    private final Counter refused;
    private final Counter tooFast;
    private final Counter unknown;
    private final Timer acknowledgement;

    SendMeters(MeterRegistry registry) {
        sent = counter(registry, "sent");
        duplicate = counter(registry, "duplicate");
        refused = counter(registry, "refused");
        tooFast = counter(registry, "too_fast");
        unknown = counter(registry, "unknown");
        acknowledgement = Latency.histogram(
                registry, "vestnik.ack", "From the arrival of a send to its confirmed storage, the commit included.");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("vestnik.sends")
                .tag("outcome", outcome)
                .description("Sends by outcome.")
                .register(registry);
    }

    @Override
    public void answered(SendMessage.Outcome outcome, long nanos) {
        switch (outcome) {
            case SendMessage.Outcome.Sent ignored -> {
                sent.increment();
                acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
            }
            case SendMessage.Outcome.Duplicate ignored -> {
                duplicate.increment();
                acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
            }
            case SendMessage.Outcome.Refused ignored -> refused.increment();
            case SendMessage.Outcome.TooFast ignored -> tooFast.increment();
            case SendMessage.Outcome.Unknown ignored -> unknown.increment();
        }
    }
}
