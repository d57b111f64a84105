package io.vestnik.bootstrap;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.FatalErrors;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.bootstrap.metrics.ServerMetrics;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.security.Argon2Hasher;
import io.vestnik.security.ServerSecrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server of a process: its database, secrets and metrics, and a [Node] over them. It stops its parts in an order
/// in which nothing is lost. It is started at most once. Another thread may stop it at any time, also during the start.
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    /// A start that is stopped ends with its present step. The longest is the start of PostgreSQL after a crash; most
    /// take a second.
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(30);

    private final StartedParts parts = new StartedParts();

    /// Reaches zero when [#start] has ended.
    private final CountDownLatch starting = new CountDownLatch(1);

    private int port;

    /// Starts all parts.
    ///
    /// @param fatal receives the errors after which this node cannot continue
    /// @throws StartFailedException with the reason; nothing is left running
    /// @throws StoppedException if [#close] was called meanwhile; nothing is left running
    void start(Settings settings, Terminal terminal, FatalErrors fatal) {
        try {
            open(settings, terminal, fatal);
        } catch (RuntimeException e) {
            parts.stopStarted();
            if (parts.stopping() && !(e instanceof StoppedException)) {
                throw new StoppedException(e);
            }
            throw e;
        } catch (Error e) {
            // Also if a library is missing: no started part may survive the failure.
            parts.stopStarted();
            throw e;
        } finally {
            starting.countDown();
        }
    }

    /// The port on which the server listens.
    int port() {
        return port;
    }

    private void open(Settings settings, Terminal terminal, FatalErrors fatal) {
        ServerSecrets tokens = new Secrets(settings).read();
        Database database = Database.open(settings, terminal);
        parts.started(database::close);
        ServerMetrics metrics = new ServerMetrics(Version.number());
        parts.started(metrics::close);
        terminal.step("opening the store");
        PostgresStore store =
                database.use(at -> PostgresStore.open(at, new LocalNotificationBus(), fatal, metrics.store()));
        parts.started(store::close);
        metrics.watch(store);
        Argon2Hasher hasher = new Argon2Hasher();
        Node node = Node.start(
                NodeStores.of(store),
                new NodeEnvironment(
                        InstantSource.system(),
                        UuidCreator::getTimeOrderedEpoch,
                        tokens,
                        HashingPool.ofThisMachine(hasher, hasher.bytesEach()),
                        metrics,
                        fatal),
                NodeSettings.of(settings),
                parts);
        port = node.port();
        LOG.info("event=started version={} port={}", Version.number(), port);
    }

    /// Refuses new connections, finishes accepted requests, closes connections with a close frame, and stops all parts.
    /// A second call has no effect. Before the end of the start, the parts started so far are stopped, and this method
    /// returns when the start has ended.
    @Override
    public void close() {
        parts.stop();
        try {
            if (!starting.await(STEP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.error("event=start_hangs seconds={}", STEP_PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
