package io.vestnik.simulation.fault;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Devices whose reads may fail or take long.
///
/// @param devices the devices without faults
public record FaultyDevices(Devices devices, FaultyCalls calls) implements Devices {
    @Override
    public Optional<Device> find(DeviceId id) {
        return calls.read(() -> devices.find(id));
    }

    @Override
    public List<Device> liveOf(UserId owner) {
        return calls.read(() -> devices.liveOf(owner));
    }

    @Override
    public Set<DeviceId> notLive(Collection<DeviceId> ids) {
        return calls.read(() -> devices.notLive(ids));
    }

    @Override
    public Opened open(Opening opening) {
        return devices.open(opening);
    }

    @Override
    public Refreshed refresh(DeviceId id, RefreshRule rule, Instant at) {
        return devices.refresh(id, rule, at);
    }

    @Override
    public boolean end(DeviceId id, UserId owner, Device.EndReason endReason, Instant at) {
        return devices.end(id, owner, endReason, at);
    }

    @Override
    public void seen(DeviceId id, Instant at) {
        devices.seen(id, at);
    }
}
