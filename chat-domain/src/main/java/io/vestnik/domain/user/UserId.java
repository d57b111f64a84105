package io.vestnik.domain.user;

import java.util.UUID;

/// Names a person with an account.
public record UserId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
