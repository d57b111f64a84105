package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests refresh tokens after the server and the database were killed during refreshes.
class RefreshAfterKillTest {
    @TempDir
    private Path directory;

    @Test
    void refresh_tokens_and_reuse_detection_survive_a_kill() throws Exception {
        try (ServerProcess server = Program.on(directory).start()) {
            VestnikApi api = VestnikApi.at(server.address(), Transport.create());
            Session registered = api.register("Alice", "alice@example.org", "a long password", "laptop");
            List<Session> held = new CopyOnWriteArrayList<>(List.of(registered));
            Thread refreshing = Thread.ofVirtual().start(() -> refreshUntilCut(api, held));
            await().atMost(Duration.ofSeconds(60)).until(() -> held.size() > 20);
            server.killAll();
            refreshing.join();
            server.start();

            Session last = held.getLast();
            assertThat(api.as(last).me().id()).isEqualTo(registered.userId());
            Session after = api.refresh(last.refreshToken());
            assertThat(api.refresh(last.refreshToken()).refreshToken()).isEqualTo(after.refreshToken());
            Session next = api.refresh(after.refreshToken());
            assertThat(next.deviceId()).isEqualTo(registered.deviceId());

            String used = held.get(held.size() - 2).refreshToken();
            assertThat(code(() -> api.refresh(used))).isEqualTo("token_reused");
            assertThat(code(() -> api.refresh(next.refreshToken()))).isEqualTo("token_reused");
            assertThat(code(() -> api.as(next).me())).isEqualTo("not_authenticated");
        }
    }

    private static void refreshUntilCut(VestnikApi api, List<Session> held) {
        try {
            while (true) {
                held.add(api.refresh(held.getLast().refreshToken()));
            }
        } catch (RuntimeException e) {
            // The server was killed, so the last answer is lost.
            assertThat(held).isNotEmpty();
        }
    }

    private static String code(Runnable work) {
        return catchThrowableOfType(VestnikException.class, work::run).code();
    }
}
