package io.vestnik.domain.user;

import io.vestnik.domain.InvalidValueException;
import java.text.Normalizer;
import java.util.Optional;

/// What somebody typed as their password: anything at all, since a wrong one is not malformed but wrong. Composed as
/// [Password] is. Never printed.
public record PasswordAttempt(String value) {
    /// Composes `value`.
    public PasswordAttempt {
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    /// As a password to keep; empty where today's rules would not take it.
    public Optional<Password> asPassword() {
        try {
            return Optional.of(new Password(value));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "PasswordAttempt[hidden]";
    }
}
