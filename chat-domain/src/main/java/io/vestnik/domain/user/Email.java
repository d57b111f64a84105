package io.vestnik.domain.user;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Texts;
import java.text.Normalizer;
import java.util.Locale;

/// An email address in the one form in which it is kept and compared: without surrounding blanks, composed (NFC), in
/// lower case. Unique among accounts.
///
/// Only the shape is checked (something, one `@`, a host with something on both sides of a dot); whether mail arrives
/// there is for no rule to say.
public record Email(String value) {
    /// In code points; RFC 5321 lets no longer one travel.
    public static final int LENGTH_MAX = 254;

    /// Brings `value` into that form.
    ///
    /// @throws InvalidValueException if it does not look like an address
    public Email {
        String composed =
                Normalizer.normalize(value.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        value = Texts.require(composed, 1, LENGTH_MAX);
        if (!looksLikeAnAddress(value)) {
            throw new InvalidValueException("must be an email address");
        }
    }

    private static boolean looksLikeAnAddress(String value) {
        int at = value.indexOf('@');
        return at > 0
                && at == value.lastIndexOf('@')
                && host(value.substring(at + 1))
                && value.codePoints().noneMatch(Email::neverInAnAddress);
    }

    private static boolean host(String host) {
        return host.contains(".") && !host.startsWith(".") && !host.endsWith(".") && !host.contains("..");
    }

    private static boolean neverInAnAddress(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || c == ','
                || c == ';'
                || c == '<'
                || c == '>';
    }

    /// Hides who it is: an address has no place in a log.
    @Override
    public String toString() {
        return "Email[hidden]";
    }
}
