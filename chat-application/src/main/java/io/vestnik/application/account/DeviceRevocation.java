package io.vestnik.application.account;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.UserId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Ends single devices: logout and revocation.
final class DeviceRevocation implements LogOut, RevokeDevice {
    private final Devices devices;
    private final DeviceStates states;
    private final InstantSource clock;

    DeviceRevocation(Devices devices, DeviceStates states, InstantSource clock) {
        this.devices = devices;
        this.states = states;
        this.clock = clock;
    }

    @Override
    public void logOut(UserId userId, DeviceId deviceId) {
        revoke(userId, deviceId);
    }

    @Override
    public Outcome revoke(UserId owner, DeviceId deviceId) {
        if (!devices.end(
                deviceId, owner, Device.EndReason.REVOKED, clock.instant().truncatedTo(ChronoUnit.MILLIS))) {
            return Outcome.DEVICE_NOT_FOUND;
        }
        states.ended(owner, List.of(deviceId));
        return Outcome.REVOKED;
    }
}
