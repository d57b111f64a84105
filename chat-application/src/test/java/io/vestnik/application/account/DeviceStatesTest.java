package io.vestnik.application.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.UserId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeviceStatesTest {
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void an_error_of_the_store_reaches_every_caller() {
        Devices failing = (Devices) Proxy.newProxyInstance(
                Devices.class.getClassLoader(), new Class<?>[] {Devices.class}, (proxy, method, arguments) -> {
                    throw new LinkageError("missing");
                });
        DeviceStates states = new DeviceStates(failing, new LocalNotificationBus(), 1_000, new SteppingRuntime());
        DeviceId device = new DeviceId(new UUID(0, 1));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> states.find(device)).isInstanceOf(LinkageError.class);
        }
    }

    @Test
    void a_state_is_read_again_after_five_seconds() {
        SteppingRuntime runtime = new SteppingRuntime();
        AtomicInteger reads = new AtomicInteger();
        DeviceStates states = new DeviceStates(
                devices((method, arguments) -> {
                    reads.incrementAndGet();
                    return Optional.empty();
                }),
                new LocalNotificationBus(),
                1_000,
                runtime);
        DeviceId device = new DeviceId(new UUID(0, 1));
        assertThat(states.find(device)).isEmpty();
        runtime.step(Duration.ofMillis(4_999));
        assertThat(states.find(device)).isEmpty();
        assertThat(reads).hasValue(1);
        runtime.step(Duration.ofMillis(1));
        assertThat(states.find(device)).isEmpty();
        assertThat(reads).hasValue(2);
    }

    @Test
    void the_last_use_of_a_device_is_stored_when_its_connection_is_gone() {
        LocalNotificationBus bus = new LocalNotificationBus();
        Queue<Object> stored = new ConcurrentLinkedQueue<>();
        DeviceStates states = new DeviceStates(
                devices((method, arguments) -> {
                    stored.add(List.of(method, arguments.get(0), arguments.get(1)));
                    return null;
                }),
                bus,
                1_000,
                new SteppingRuntime());
        assertThat(states).isNotNull();
        DeviceId device = new DeviceId(new UUID(0, 1));
        bus.publish(new Notification.Gone(new UserId(new UUID(0, 2)), device, Instant.EPOCH));
        await().until(() -> !stored.isEmpty());
        assertThat(stored).containsExactly(List.of("seen", device, Instant.EPOCH));
    }

    private static Devices devices(BiFunction<String, List<Object>, @Nullable Object> answer) {
        return (Devices) Proxy.newProxyInstance(
                Devices.class.getClassLoader(),
                new Class<?>[] {Devices.class},
                (proxy, method, arguments) -> answer.apply(method.getName(), List.of(arguments)));
    }
}
