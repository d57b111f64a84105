package io.vestnik.http.route;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;

/// An authenticated client, as its access token identifies it.
public record Caller(UserId userId, DeviceId deviceId, ClientAddress address) {}
