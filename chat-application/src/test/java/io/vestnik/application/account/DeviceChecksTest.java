package io.vestnik.application.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.Live;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Tests the timer that searches for revoked devices. After an exception the searches continue. An `Error` closes all
/// connections and is reported.
class DeviceChecksTest {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final DeviceId DEVICE = new DeviceId(new UUID(0, 1));
    private static final UserId OWNER = new UserId(new UUID(0, 2));

    private final SteppingRuntime runtime = new SteppingRuntime();
    private final LocalNotificationBus bus = new LocalNotificationBus();
    private final List<Report> reports = new ArrayList<>();
    private final OneDevice live = new OneDevice();

    private record Report(String component, Throwable error) {}

    @Test
    void an_error_in_a_check_closes_live_delivery_and_is_reported() {
        Error error = new LinkageError("missing");
        try (EndedDevices checks = checks(ids -> {
            throw error;
        })) {
            runtime.step(PAUSE);
            assertThat(checks).isNotNull();
        }
        assertThat(reports).containsExactly(new Report("ended-devices", error));
        assertThat(live.closed).hasValue(1);
    }

    @Test
    void an_unavailable_store_delays_the_check_and_ends_nothing() {
        AtomicInteger looks = new AtomicInteger();
        try (EndedDevices checks = checks(ids -> {
            looks.incrementAndGet();
            throw new StoreUnavailableException("away", new IllegalStateException());
        })) {
            runtime.step(PAUSE.multipliedBy(3));
            assertThat(looks).hasValue(3);
            assertThat(checks).isNotNull();
        }
        runtime.step(PAUSE.multipliedBy(3));
        assertThat(looks).as("searches of closed checks").hasValue(3);
        assertThat(reports).isEmpty();
        assertThat(live.closed).hasValue(0);
    }

    @Test
    void an_ended_device_is_published_with_its_owner() {
        List<Notification> published = new ArrayList<>();
        bus.subscribe(published::add);
        try (EndedDevices checks = checks(ids -> Set.copyOf(ids))) {
            runtime.step(PAUSE.minusNanos(1));
            assertThat(published).isEmpty();
            runtime.step(Duration.ofNanos(1));
            assertThat(published).containsExactly(new Notification.DeviceEnded(OWNER, DEVICE));
            assertThat(checks).isNotNull();
        }
    }

    @Test
    void the_pause_after_a_search_is_twenty_times_its_duration() {
        AtomicInteger looks = new AtomicInteger();
        try (EndedDevices checks = checks(ids -> {
            if (looks.incrementAndGet() == 1) {
                runtime.step(Duration.ofSeconds(1));
            }
            return Set.of();
        })) {
            runtime.step(PAUSE);
            assertThat(runtime.untilNext()).isEqualTo(Duration.ofSeconds(20));
            runtime.step(Duration.ofSeconds(20));
            assertThat(looks).hasValue(2);
            assertThat(runtime.untilNext()).isEqualTo(PAUSE);
            assertThat(checks).isNotNull();
        }
    }

    private EndedDevices checks(Accounts.FindEndedDevices find) {
        return new EndedDevices(
                live, find, bus, PAUSE, runtime, (component, error) -> reports.add(new Report(component, error)));
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
            return Map.of(DEVICE, OWNER);
        }

        @Override
        public void drain(Duration patience) {}

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
