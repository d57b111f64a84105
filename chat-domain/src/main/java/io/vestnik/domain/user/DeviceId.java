package io.vestnik.domain.user;

import java.util.UUID;

/// The id of a device on which a user is logged in.
public record DeviceId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
