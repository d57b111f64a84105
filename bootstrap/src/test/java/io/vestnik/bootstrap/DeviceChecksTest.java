package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.account.Accounts;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.Live;
import io.vestnik.application.live.LiveSession;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Tests the timer that searches for revoked devices. After an exception the searches continue. An `Error` closes all
/// connections and is reported.
class DeviceChecksTest {
    private static final Duration OFTEN = Duration.ofMillis(1);

    private final RecordedErrors errors = new RecordedErrors();
    private final OneDevice live = new OneDevice();

    @Test
    void an_error_in_a_check_closes_live_delivery_and_is_reported() {
        Error error = new LinkageError("missing");
        try (EndedDevices checks = checks(ids -> {
            throw error;
        })) {
            await().until(() -> !errors.reports().isEmpty());
            assertThat(checks).isNotNull();
        }
        assertThat(errors.reports()).first().isEqualTo(new RecordedErrors.Report("ended-devices", error));
        assertThat(live.closed).hasPositiveValue();
    }

    @Test
    void an_unavailable_store_delays_the_check_and_ends_nothing() {
        AtomicInteger looks = new AtomicInteger();
        try (EndedDevices checks = checks(ids -> {
            looks.incrementAndGet();
            throw new StoreUnavailableException("away", new IllegalStateException());
        })) {
            await().until(() -> looks.get() > 2);
            assertThat(checks).isNotNull();
        }
        assertThat(errors.reports()).isEmpty();
        assertThat(live.closed).hasValue(0);
    }

    private EndedDevices checks(Accounts.FindEndedDevices find) {
        return new EndedDevices(live, find, new LocalNotificationBus(), OFTEN, errors);
    }

    /// Live delivery with one connected device. It counts the calls of [#close].
    private static final class OneDevice implements Live {
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public LiveSession open(UserId userId, DeviceId deviceId, EventSink sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String epoch() {
            return "epoch";
        }

        @Override
        public boolean online(UserId userId) {
            return true;
        }

        @Override
        public Map<DeviceId, UserId> devices() {
            return Map.of(new DeviceId(new UUID(0, 1)), new UserId(new UUID(0, 2)));
        }

        @Override
        public void drain(Duration patience) {}

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
