package io.vestnik.simulation.law;

import io.vestnik.domain.user.DeviceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Checks that a revoked device is disconnected and refused in time.
public final class DeviceLaws {
    /// The time in which the node that handled the revocation closes the connections of the device.
    static final Duration CLOSED_WITHIN = Duration.ofSeconds(1);
    /// The time after which no node serves the device any more: a node remembers the state of a device for five
    /// seconds after it was read, and the read may take a second.
    static final Duration REFUSED_WITHIN = Duration.ofSeconds(6);

    private final Violations violations;
    private final LongSupplier nanos;
    private final Duration closedElsewhereWithin;
    private final Map<DeviceId, Revocation> revoked = new HashMap<>();
    private final Map<Object, Connection> connections = new LinkedHashMap<>();
    private final Map<Object, Long> resumed = new HashMap<>();

    private record Revocation(Object node, long nanos) {}

    private record Connection(DeviceId deviceId, Object node) {}

    /// @param nanos the virtual time
    /// @param closedElsewhereWithin the time in which the other nodes close the connections, also if their notification
    ///     was lost
    public DeviceLaws(Violations violations, LongSupplier nanos, Duration closedElsewhereWithin) {
        this.violations = violations;
        this.nanos = nanos;
        this.closedElsewhereWithin = closedElsewhereWithin;
    }

    /// Records that a node has answered a revocation.
    public void revoked(DeviceId deviceId, Object node) {
        revoked.putIfAbsent(deviceId, new Revocation(node, nanos.getAsLong()));
    }

    /// Records that a node goes on after a pause: it has the time of the law once more.
    public void resumed(Object node) {
        resumed.put(node, nanos.getAsLong());
    }

    /// The time from which a node knows of a revocation, or can learn of it.
    private long since(Revocation revocation, Object node) {
        return Math.max(revocation.nanos(), resumed.getOrDefault(node, 0L));
    }

    /// Records that a node has accepted a connection of a device.
    public void opened(Object connection, DeviceId deviceId, Object node) {
        connections.put(connection, new Connection(deviceId, node));
    }

    /// Records the end of a connection.
    public void closed(Object connection) {
        connections.remove(connection);
    }

    /// Records that a node serves a request of a device that began at `begunNanos`.
    public void served(DeviceId deviceId, Object node, long begunNanos) {
        Revocation revocation = revoked.get(deviceId);
        if (revocation != null) {
            long allowed = revocation.node().equals(node) ? 0 : REFUSED_WITHIN.toNanos();
            violations.require(
                    Law.DEVICES,
                    begunNanos <= since(revocation, node) + allowed,
                    () -> node + " serves the revoked device " + deviceId);
        }
    }

    /// Checks that no connection of a revoked device is open for too long.
    public void requireClosed() {
        long now = nanos.getAsLong();
        connections.forEach((connection, open) -> {
            Revocation revocation = revoked.get(open.deviceId());
            if (revocation != null) {
                Duration allowed = revocation.node().equals(open.node()) ? CLOSED_WITHIN : closedElsewhereWithin;
                violations.require(
                        Law.DEVICES,
                        now - since(revocation, open.node()) <= allowed.toNanos(),
                        () -> open.node() + " keeps " + connection + " of the revoked device " + open.deviceId());
            }
        });
    }
}
