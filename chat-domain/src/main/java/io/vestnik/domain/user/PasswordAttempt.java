package io.vestnik.domain.user;

import io.vestnik.domain.InvalidValueException;
import java.text.Normalizer;
import java.util.Optional;

/// A password as a user entered it. It may be any text: a wrong one is not malformed but wrong. Composed like
/// [Password]. Never printed.
public record PasswordAttempt(String value) {
    /// Composes `value`.
    public PasswordAttempt {
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    /// The attempt as a password to store; empty if the present rules reject it.
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
