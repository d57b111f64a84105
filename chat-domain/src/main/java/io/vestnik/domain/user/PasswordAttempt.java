package io.vestnik.domain.user;

import io.vestnik.domain.InvalidValueException;
import java.text.Normalizer;
import java.util.Optional;

/// A password as a user entered it, to be compared with the stored hash. Like a [Password] it is composed (NFC), but it
/// may be any text, even one that is too short for a password. [#toString] hides it.
public record PasswordAttempt(String value) {
    /// Composes `value`.
    public PasswordAttempt {
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    /// Returns this text as a password to store; empty if the current rules reject it.
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
