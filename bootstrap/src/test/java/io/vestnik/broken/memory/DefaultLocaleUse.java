package io.vestnik.broken.memory;

import java.nio.charset.Charset;
import java.util.function.UnaryOperator;

/// A store that formats, folds and encodes by the defaults of the machine.
public final class DefaultLocaleUse {
    private DefaultLocaleUse() {}

    /// Formats a number by the default locale.
    public static String number(int number) {
        return "%d".formatted(number);
    }

    /// Folds a text by the default locale, through a method reference.
    public static UnaryOperator<String> folding() {
        return String::toLowerCase;
    }

    /// Encodes by the default charset.
    public static byte[] bytes(String text) {
        return text.getBytes(Charset.defaultCharset());
    }
}
