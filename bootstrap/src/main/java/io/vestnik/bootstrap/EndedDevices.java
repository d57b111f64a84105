package io.vestnik.bootstrap;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.live.Live;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Searches at intervals for connected devices that another process (an operator's command or another node) has
/// revoked. Publishes each of them on this node's bus, so that its connections are closed.
final class EndedDevices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndedDevices.class);
    /// The pause after a search is at least this many times as long as the search, so that searches use less than a
    /// twentieth of one database connection.
    private static final int PAUSES_PER_CHECK = 20;

    private final Live live;
    private final Accounts.FindEndedDevices find;
    private final NotificationBus bus;
    private final Duration pauseMin;
    private final FatalErrors fatal;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ended-devices").daemon().factory());

    /// @param pauseMin the minimum pause between two searches
    /// @param fatal receives an error that ends the searches, after all connections of the node were closed
    EndedDevices(Live live, Accounts.FindEndedDevices find, NotificationBus bus, Duration pauseMin, FatalErrors fatal) {
        this.live = live;
        this.find = find;
        this.bus = bus;
        this.pauseMin = pauseMin;
        this.fatal = fatal;
        Future<?> unused = timer.schedule(this::checkAndPause, pauseMin.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void checkAndPause() {
        long start = System.nanoTime();
        check();
        long pause = Math.max(pauseMin.toNanos(), PAUSES_PER_CHECK * (System.nanoTime() - start));
        try {
            Future<?> unused = timer.schedule(this::checkAndPause, pause, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("event=ended_devices_closed");
        }
    }

    private void check() {
        try {
            Map<DeviceId, UserId> connected = live.devices();
            if (!connected.isEmpty()) {
                for (DeviceId ended : find.ended(connected.keySet())) {
                    UserId owner = connected.get(ended);
                    if (owner != null) {
                        bus.publish(new Notification.DeviceEnded(owner, ended));
                    }
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("event=ended_devices_unknown cause=\"{}\"", e.getMessage());
        } catch (Throwable e) {
            // Without searches, revoked devices would stay connected. Therefore all connections are closed.
            try {
                live.close();
            } finally {
                fatal.report("ended-devices", e);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
