package io.vestnik.domain.user;

import io.vestnik.domain.Texts;
import java.text.Normalizer;

/// A password chosen by a user: 8 to 128 code points, composed (NFC), so that the same keys give the same password on
/// every keyboard. [#toString] hides it.
public record Password(String value) {
    /// The minimum length in code points, as OWASP recommends; shorter passwords can be guessed.
    public static final int LENGTH_MIN = 8;

    /// The maximum length in code points: enough for any sentence, and a bound on the input of hashing.
    public static final int LENGTH_MAX = 128;

    /// Normalizes `value` to composed Unicode (NFC).
    ///
    /// @throws io.vestnik.domain.InvalidValueException if the password is too short, too long or not text
    public Password {
        value = Texts.require(Normalizer.normalize(value, Normalizer.Form.NFC), LENGTH_MIN, LENGTH_MAX);
    }

    @Override
    public String toString() {
        return "Password[hidden]";
    }
}
