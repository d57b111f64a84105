package io.vestnik.application.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.SendLimit;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The effect of a failing task on the timer.
final class HubTimerTest {
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();
    private final CountDownLatch unsubscribed = new CountDownLatch(1);
    private final Hub hub = new Hub(
            new LiveStores(unused(Chats.class), unused(MessageLog.class), unused(ReadStates.class)),
            command -> {
                throw new UnsupportedOperationException();
            },
            SendLimit.none(),
            new NotificationBus() {
                @Override
                public void publish(Notification notification) {}

                @Override
                public Subscription subscribe(Consumer<Notification> listener) {
                    return unsubscribed::countDown;
                }
            },
            LiveSettings.defaults(),
            LiveMetrics.NONE,
            InstantSource.system(),
            (component, error) -> reports.add(component));

    private static <T> T unused(Class<T> port) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, args) -> {
            throw new UnsupportedOperationException(method.getName());
        }));
    }

    @Test
    void an_error_in_a_timer_ends_live_delivery_and_is_reported() throws Exception {
        hub.schedule(Duration.ZERO, () -> {
            throw new InjectedError();
        });
        assertThat(unsubscribed.await(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> reports.contains("live-timer"));
    }

    @Test
    void an_exception_in_a_timer_does_not_end_it() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        hub.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("injected");
        });
        hub.schedule(Duration.ofMillis(1), next::countDown);
        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(reports).isEmpty();
        hub.close();
    }

    private static final class InjectedError extends Error {
        private static final long serialVersionUID = 1L;
    }
}
