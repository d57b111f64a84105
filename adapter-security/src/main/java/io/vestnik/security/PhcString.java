package io.vestnik.security;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An Argon2id hash with its parameters and salt, in the common notation: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
final class PhcString {
    private static final Pattern FORM = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final Argon2Parameters parameters;
    private final byte[] salt;
    private final byte[] hash;

    PhcString(Argon2Parameters parameters, byte[] salt, byte[] hash) {
        this.parameters = parameters;
        this.salt = salt.clone();
        this.hash = hash.clone();
    }

    Argon2Parameters parameters() {
        return parameters;
    }

    byte[] salt() {
        return salt.clone();
    }

    byte[] hash() {
        return hash.clone();
    }

    /// @throws IllegalArgumentException if the text does not have this form
    static PhcString parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an Argon2id hash");
        }
        return new PhcString(
                new Argon2Parameters(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))),
                Base64.getDecoder().decode(matcher.group(4)),
                Base64.getDecoder().decode(matcher.group(5)));
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return String.format(
                Locale.ROOT,
                "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
                parameters.memoryKiB(),
                parameters.iterations(),
                parameters.parallelism(),
                base64.encodeToString(salt),
                base64.encodeToString(hash));
    }

    /// Hides the hash.
    @Override
    public String toString() {
        return "PhcString[" + parameters + "]";
    }
}
