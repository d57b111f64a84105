package io.vestnik.application.account;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.live.Live;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.Timer;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Searches at intervals for connected devices that another process (an operator's command or another node) has
/// revoked. Publishes each of them on this node's bus, so that its connections are closed. Thread-safe.
public final class EndedDevices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndedDevices.class);
    /// The pause after a search is at least this many times as long as the search, so that searches use less than a
    /// twentieth of one database connection.
    private static final int PAUSES_PER_CHECK = 20;

    private final Live live;
    private final Accounts.FindEndedDevices find;
    private final NotificationBus bus;
    private final Duration pauseMin;
    private final NodeRuntime runtime;
    private final FatalErrors fatal;
    private final Timer timer;

    /// Starts the searches. The first one is after `pauseMin`.
    ///
    /// @param pauseMin the minimum pause between two searches
    /// @param fatal receives an error that ends the searches, after all connections of the node were closed
    public EndedDevices(
            Live live,
            Accounts.FindEndedDevices find,
            NotificationBus bus,
            Duration pauseMin,
            NodeRuntime runtime,
            FatalErrors fatal) {
        this.live = live;
        this.find = find;
        this.bus = bus;
        this.pauseMin = pauseMin;
        this.runtime = runtime;
        this.fatal = fatal;
        this.timer = runtime.newTimer("ended-devices");
        timer.schedule(pauseMin, this::checkAndPause);
    }

    private void checkAndPause() {
        long start = runtime.nanoTime();
        check();
        long pause = Math.max(pauseMin.toNanos(), PAUSES_PER_CHECK * (runtime.nanoTime() - start));
        timer.schedule(Duration.ofNanos(pause), this::checkAndPause);
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

    /// Ends the searches.
    @Override
    public void close() {
        timer.close();
    }
}
