package io.vestnik.domain.user;

import java.util.UUID;

/// Names a device on which somebody is logged in.
public record DeviceId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
