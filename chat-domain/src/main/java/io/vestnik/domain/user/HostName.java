package io.vestnik.domain.user;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Converts the host of an address to its one form in the network: ASCII, in lower case, international labels in
/// Punycode (UTS 46, non-transitional, as browsers do).
///
/// `java.net.IDN` follows the older IDNA 2003, by which `straße.de` is `strasse.de`: another domain.
final class HostName {
    private static final int LABEL_MAX = 63;
    private static final String PREFIX = "xn--";

    private HostName() {}

    /// The ASCII form of `host`.
    ///
    /// @return empty if a label is empty or too long
    static Optional<String> ascii(String host) {
        String mapped = Normalizer.normalize(
                        lowerCase(Normalizer.normalize(host, Normalizer.Form.NFKC)), Normalizer.Form.NFKC)
                .replace('\u3002', '.');
        String[] labels = mapped.split("\\.", -1);
        String joined = Arrays.stream(labels).map(HostName::label).collect(Collectors.joining("."));
        boolean fits = Arrays.stream(joined.split("\\.", -1))
                .allMatch(label -> !label.isEmpty() && label.length() <= LABEL_MAX);
        return fits ? Optional.of(joined) : Optional.empty();
    }

    private static String label(String label) {
        return label.chars().allMatch(c -> c < 0x80) ? label : PREFIX + Punycode.encode(label);
    }

    /// Converts character by character, so that a sigma does not depend on its position; removes characters that are
    /// not drawn.
    private static String lowerCase(String text) {
        return text.codePoints()
                .filter(c -> !isIgnored(c))
                .mapToObj(c -> Character.toString(c).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /// Whether it is the soft hyphen, a zero-width blank or a variation selector.
    private static boolean isIgnored(int c) {
        return c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F);
    }
}
