package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;

/// The server answers any input as the protocol requires, harms no uninvolved user, and stays up.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Isolated
class FuzzTest {
    /// The maximum growth of the heap, in bytes: twice what the users and messages of a run take. A leak of requests
    /// takes more.
    private static final long GROWTH_BYTES_MAX = 200L << 20;

    @Test
    void fuzzing_over_the_memory_store_breaks_nothing() throws Exception {
        try (LocalServer server = LocalServer.start(Setup.inMemory());
                LogWatch log = new LogWatch(Logger.ROOT_LOGGER_NAME, Level.WARN)) {
            Fuzzing.of(server.port()).run(300, 12);
            long before = usedBytes();

            FuzzTally tally = Fuzzing.of(server.port()).run(12_000, 500);

            assertThat(tally.tried()).isGreaterThan(20_000);
            assertThat(log.lines()).isEmpty();
            assertThat(usedBytes() - before).isLessThan(GROWTH_BYTES_MAX);
        }
    }

    @Test
    void fuzzing_over_postgresql_breaks_nothing() throws Exception {
        Map<Setting, String> noRates = Map.of(
                Setting.LIMIT_SENDS, "0",
                Setting.LIMIT_LOGINS, "0",
                Setting.LIMIT_REGISTRATIONS, "0",
                Setting.LIMIT_REQUESTS, "0",
                Setting.LIMIT_CHATS, "0",
                Setting.LIMIT_SEARCHES, "0",
                Setting.LIMIT_CONNECTIONS, "0",
                Setting.LIMIT_PENDING, "0");
        try (LocalServer server = LocalServer.start(Setup.operated(noRates));
                LogWatch log = new LogWatch(Logger.ROOT_LOGGER_NAME, Level.WARN)) {
            FuzzTally tally = Fuzzing.of(server.port()).run(360, 45);

            assertThat(tally.tried()).isGreaterThan(1_500);
            assertThat(log.lines()).isEmpty();
        }
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
