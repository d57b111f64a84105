package io.vestnik.application.account;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Devices;
import java.lang.reflect.Proxy;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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
        DeviceStates states = new DeviceStates(failing, new LocalNotificationBus(), 1_000, Ticker.systemTicker());
        DeviceId device = new DeviceId(new UUID(0, 1));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> states.find(device)).isInstanceOf(LinkageError.class);
        }
    }
}
