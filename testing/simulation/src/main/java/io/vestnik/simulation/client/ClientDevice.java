package io.vestnik.simulation.client;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;

/// A device of a user, with which a client connects.
public record ClientDevice(UserId userId, DeviceId deviceId) {}
