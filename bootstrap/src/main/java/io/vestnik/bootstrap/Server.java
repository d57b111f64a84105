package io.vestnik.bootstrap;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.application.FatalErrors;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.bootstrap.metrics.ServerMetrics;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.demo.Demo;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.security.Argon2Hasher;
import io.vestnik.security.ServerSecrets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server of a process: a [Node] with its database, secrets and metrics. The parts are stopped in an order that
/// loses no accepted request. A server is started at most once. Another thread may close it at any time, even during
/// the start.
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final StartedParts parts = new StartedParts();

    /// Reaches zero at the end of [#start].
    private final CountDownLatch starting = new CountDownLatch(1);

    private int port;
    private Exposure exposure = Exposure.NONE;

    /// Starts all parts of the server.
    ///
    /// @param publication what the container of this process publishes
    /// @param fatal receives each error after which the node cannot continue
    /// @throws StartFailedException with the reason; no part is left running
    /// @throws StoppedException if [#close] was called during the start; no part is left running
    void start(Settings settings, Optional<Publication> publication, Terminal terminal, FatalErrors fatal) {
        try {
            open(settings, publication, terminal, fatal);
        } catch (RuntimeException e) {
            parts.stopStarted();
            if (parts.stopping() && !(e instanceof StoppedException)) {
                throw new StoppedException(e);
            }
            throw e;
        } catch (Error e) {
            // An error, such as a missing library, must not leave a started part running either.
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

    /// The risks of the started server.
    Exposure exposure() {
        return exposure;
    }

    private void open(Settings settings, Optional<Publication> publication, Terminal terminal, FatalErrors fatal) {
        NodeSettings nodeSettings = NodeSettings.of(settings);
        PortProbe.check(nodeSettings.http());
        ServerSecrets tokens = new Secrets(settings).read();
        Database database =
                Database.openForServer(settings, terminal, new CommandWait(CommandWait.MAX, parts::stopping));
        parts.started(database::close);
        ServerMetrics metrics = new ServerMetrics(Version.number());
        parts.started(metrics::close);
        terminal.step("opening the store");
        PostgresStore store =
                database.use(at -> PostgresStore.open(at, new LocalNotificationBus(), fatal, metrics.store()));
        parts.started(store::close);
        metrics.watch(store);
        Argon2Hasher hasher = new Argon2Hasher();
        exposure = Exposure.of(settings, publication, () -> Demo.publicLogins(store.users(), hasher));
        Node node = Node.start(
                NodeStores.of(store),
                new NodeEnvironment(
                        SystemRuntime.INSTANCE,
                        UuidCreator::getTimeOrderedEpoch,
                        tokens,
                        HashingPool.ofThisMachine(hasher, hasher.bytesEach(), SystemRuntime.INSTANCE),
                        metrics,
                        fatal),
                nodeSettings,
                parts);
        port = node.port();
        LOG.info("event=started version={} port={}", Version.number(), port);
    }

    /// Refuses new connections, finishes accepted requests, closes connections with a close frame, and stops all parts.
    /// A second call has no effect. A call during the start stops the parts started so far. It returns when the start
    /// has ended, or after [StopGuard#STEP_PATIENCE].
    @Override
    public void close() {
        parts.stop();
        try {
            if (!starting.await(StopGuard.STEP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.error("event=start_hangs seconds={}", StopGuard.STEP_PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
