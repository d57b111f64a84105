package io.vestnik.application.account;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A cache of device states, kept for a few seconds, so that a request needs no read of the store.
///
/// A device that ends on this node is removed from the cache before the notification is published. A device that ends
/// on another node is removed when the notification arrives or, if the notification is lost, when the entry expires.
final class DeviceStates {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceStates.class);

    /// How long a device may still be used over HTTP if this node missed the notification of its end.
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(5);

    private final Devices devices;
    private final NotificationBus bus;
    private final NodeRuntime runtime;
    private final AsyncCache<DeviceId, Optional<Device>> states;
    private final Cache<DeviceId, Instant> seen;

    /// @param rememberedMax the maximum number of devices in the cache
    DeviceStates(Devices devices, NotificationBus bus, int rememberedMax, NodeRuntime runtime) {
        this.devices = devices;
        this.bus = bus;
        this.runtime = runtime;
        this.states = Caffeine.newBuilder()
                .maximumSize(rememberedMax)
                .expireAfterWrite(REMEMBERED_FOR)
                .ticker(runtime::nanoTime)
                .executor(Runnable::run)
                .buildAsync();
        this.seen = Caffeine.newBuilder()
                .maximumSize(rememberedMax)
                .expireAfterWrite(Devices.SEEN_EVERY)
                .ticker(runtime::nanoTime)
                .executor(Runnable::run)
                .build();
        bus.subscribe(this::accept);
    }

    /// The device, in a state at most a few seconds old.
    Optional<Device> find(DeviceId id) {
        CompletableFuture<Optional<Device>> fresh = new CompletableFuture<>();
        CompletableFuture<Optional<Device>> known = states.asMap().putIfAbsent(id, fresh);
        if (known != null) {
            return join(known);
        }
        // This thread reads the device, outside the map's locks. If the entry is removed meanwhile, the map no longer
        // holds this future, and the result is not cached.
        try {
            fresh.complete(devices.find(id));
        } catch (RuntimeException | Error e) {
            // Otherwise later callers would wait forever.
            fresh.completeExceptionally(e);
        }
        return join(fresh);
    }

    /// Like [#find], after removing the cached state.
    Optional<Device> findAgain(DeviceId id) {
        forget(id);
        return find(id);
    }

    void forget(DeviceId id) {
        states.asMap().remove(id);
    }

    /// Publishes the end of devices. This node's cache is updated first, so that a request after the notification never
    /// gets the old state.
    void ended(UserId owner, Collection<DeviceId> ids) {
        for (DeviceId id : ids) {
            forget(id);
            bus.publish(new Notification.DeviceEnded(owner, id));
        }
    }

    /// Publishes that a later login replaced an earlier login on a device: connections opened with tokens of the
    /// earlier login close.
    void takenOver(UserId owner, DeviceId id) {
        forget(id);
        bus.publish(new Notification.LoginReplaced(owner, id));
    }

    /// Records that a device is in use, at most once per [Devices#SEEN_EVERY].
    void seen(DeviceId id, Instant now) {
        if (seen.asMap().putIfAbsent(id, now) == null) {
            note(id, now);
        }
    }

    private void note(DeviceId id, Instant at) {
        try {
            devices.seen(id, at);
        } catch (StoreUnavailableException e) {
            // A request must not fail because the last use of its device could not be stored.
            LOG.debug("event=last_use_not_stored device={}", id, e);
        }
    }

    private void accept(Notification notification) {
        switch (notification) {
            case Notification.DeviceEnded ended -> forget(ended.deviceId());
            case Notification.LoginReplaced replaced -> forget(replaced.deviceId());
            case Notification.Interrupted ignored -> states.synchronous().invalidateAll();
            case Notification.Committed ignored -> {}
            case Notification.Uncertain ignored -> {}
            case Notification.Typing ignored -> {}
            case Notification.Gone gone -> runtime.start("device-gone", () -> note(gone.deviceId(), gone.at()));
            case Notification.Renamed ignored -> {}
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
