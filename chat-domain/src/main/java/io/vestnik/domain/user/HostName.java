package io.vestnik.domain.user;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Converts the host of an email address to ASCII, as the network uses it: in lower case, international labels in
/// Punycode (UTS 46, non-transitional, as browsers do).
///
/// This class does not use `java.net.IDN`, which follows the older IDNA 2003 and converts `straße.de` to `strasse.de`:
/// for browsers that is another domain.
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

    /// Converts each character separately, because in a whole text Java converts a sigma at the end of a word
    /// differently. Removes invisible characters.
    private static String lowerCase(String text) {
        return text.codePoints()
                .filter(c -> !isIgnored(c))
                .mapToObj(c -> Character.toString(c).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /// Whether `c` is the soft hyphen, a zero-width blank or a variation selector.
    private static boolean isIgnored(int c) {
        return c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F);
    }
}
