package io.vestnik.memory;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserState;
import io.vestnik.memory.AccountTable.StoredDevice;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// [Devices] over the [AccountTable].
final class MemoryDevices implements Devices {
    private final AccountTable table;

    MemoryDevices(AccountTable table) {
        this.table = table;
    }

    @Override
    public Opened open(Opening opening) {
        return table.locked(() -> {
            boolean good = table.present(opening.owner())
                    .filter(user -> user.state == UserState.ACTIVE && user.passwordVersion == opening.versionSeen())
                    .isPresent();
            if (!good) {
                return new Opened.ProofOutdated();
            }
            StoredDevice known = table.devices.get(opening.id());
            if (known != null && (known.endReason.isPresent() || !known.owner.equals(opening.owner()))) {
                return new Opened.IdTaken();
            }
            StoredDevice device = known == null ? make(opening) : resume(known, opening);
            table.seen(device, opening.at());
            List<DeviceId> ended = endOldest(opening);
            table.forgetOldest(opening.owner());
            return new Opened.Done(device.shown(), ended);
        });
    }

    private StoredDevice make(Opening opening) {
        StoredDevice device = new StoredDevice(
                opening.id(),
                opening.owner(),
                opening.name().orElse(DeviceName.UNKNOWN),
                opening.chain(),
                opening.at());
        table.add(device);
        return device;
    }

    private static StoredDevice resume(StoredDevice device, Opening opening) {
        opening.name().ifPresent(name -> device.name = name);
        device.session++;
        device.chain = opening.chain();
        return device;
    }

    private List<DeviceId> endOldest(Opening opening) {
        Set<DeviceId> doomed = table.liveOf(opening.owner()).stream()
                .map(device -> device.id)
                .filter(id -> !id.equals(opening.id()))
                .skip(opening.liveMax() - 1L)
                .collect(Collectors.toSet());
        return table.end(opening.owner(), doomed::contains, Device.EndReason.REVOKED);
    }

    @Override
    public Optional<Device> find(DeviceId id) {
        return table.locked(() -> Optional.ofNullable(table.devices.get(id)).map(StoredDevice::shown));
    }

    @Override
    public List<Device> liveOf(UserId owner) {
        return table.locked(
                () -> table.liveOf(owner).stream().map(StoredDevice::shown).toList());
    }

    @Override
    public Set<DeviceId> notLive(Collection<DeviceId> ids) {
        return table.locked(() -> ids.stream().filter(id -> live(id).isEmpty()).collect(Collectors.toSet()));
    }

    @Override
    public Refreshed refresh(DeviceId id, RefreshRule rule, Instant at) {
        return table.locked(() -> {
            StoredDevice device = table.devices.get(id);
            if (device == null) {
                return new Refreshed.Unknown();
            }
            if (device.endReason.isPresent()) {
                return new Refreshed.Ended(device.endReason.get());
            }
            return switch (rule.decide(device.chain)) {
                case RefreshChain.Decision.Rotated(RefreshChain next, RefreshChain.Successor successor) -> {
                    device.chain = next;
                    table.seen(device, at);
                    yield new Refreshed.Rotated(device.shown(), successor, next.expiresAt());
                }
                case RefreshChain.Decision.Expired() -> new Refreshed.Expired();
                case RefreshChain.Decision.Foreign() -> new Refreshed.Unknown();
                case RefreshChain.Decision.Reused() -> {
                    device.end(Device.EndReason.TOKEN_REUSED, at);
                    yield new Refreshed.Reused(device.shown());
                }
            };
        });
    }

    @Override
    public boolean end(DeviceId id, UserId owner, Device.EndReason endReason, Instant at) {
        return table.locked(() -> live(id).filter(device -> device.owner.equals(owner))
                .map(device -> {
                    device.end(endReason, at);
                    return device;
                })
                .isPresent());
    }

    @Override
    public void seen(DeviceId id, Instant at) {
        table.locked(() -> live(id).map(device -> {
            table.seen(device, at);
            return device;
        }));
    }

    private Optional<StoredDevice> live(DeviceId id) {
        return Optional.ofNullable(table.devices.get(id)).filter(device -> device.endReason.isEmpty());
    }
}
