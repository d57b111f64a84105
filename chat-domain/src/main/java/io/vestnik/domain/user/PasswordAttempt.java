package io.vestnik.domain.user;

import java.text.Normalizer;

/// What somebody typed as their password: anything at all, since a wrong one is not malformed but wrong. Composed as
/// [Password] is. Never printed.
public record PasswordAttempt(String value) {
    /// Composes `value`.
    public PasswordAttempt {
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    @Override
    public String toString() {
        return "PasswordAttempt[hidden]";
    }
}
