package io.vestnik.domain.user;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Texts;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/// An email address without surrounding blanks, composed (NFC) and in lower case. No two accounts have addresses with
/// the same [#canonical] form.
///
/// Only the shape is checked (something, one `@`, a host with something on both sides of a dot), not whether mail
/// arrives there.
public record Email(String value) {
    /// The maximum length in code points; RFC 5321 allows no longer address.
    public static final int LENGTH_MAX = 254;

    /// Normalises `value`.
    ///
    /// @throws InvalidValueException if `value` does not look like an address
    public Email {
        String composed =
                Normalizer.normalize(value.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        value = Texts.require(composed, 1, LENGTH_MAX);
        if (!looksLikeAnAddress(value)) {
            throw new InvalidValueException("must be an email address");
        }
    }

    /// Returns a form that is the same for all spellings of this address: the host is converted to ASCII (IDNA). A host
    /// that has no valid ASCII form keeps its spelling.
    public String canonical() {
        return canonical(value).orElse(value);
    }

    private static Optional<String> canonical(String address) {
        int at = address.lastIndexOf('@');
        return HostName.ascii(address.substring(at + 1))
                .filter(host -> host(host) && host.codePoints().noneMatch(Email::isForbiddenInHost))
                .map(host -> address.substring(0, at + 1) + host)
                .filter(whole -> whole.codePointCount(0, whole.length()) <= LENGTH_MAX);
    }

    private static boolean looksLikeAnAddress(String value) {
        int at = value.indexOf('@');
        return at > 0
                && at == value.lastIndexOf('@')
                && (host(value.substring(at + 1)) || canonical(value).isPresent())
                && value.codePoints().noneMatch(Email::isForbidden);
    }

    private static boolean host(String host) {
        return host.contains(".") && !host.startsWith(".") && !host.endsWith(".") && !host.contains("..");
    }

    private static boolean isForbiddenInHost(int c) {
        return c == '@' || isForbidden(c);
    }

    private static boolean isForbidden(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || c == ','
                || c == ';'
                || c == '<'
                || c == '>';
    }

    /// Hides the address, which must not appear in a log.
    @Override
    public String toString() {
        return "Email[hidden]";
    }
}
