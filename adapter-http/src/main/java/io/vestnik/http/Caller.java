package io.vestnik.http;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;

/// Who asks, as their access token says.
record Caller(UserId userId, DeviceId deviceId, ClientAddress address) {}
