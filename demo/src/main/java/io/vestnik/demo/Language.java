package io.vestnik.demo;

import java.util.Locale;

/// What people speak.
enum Language {
    RUSSIAN("ru"),
    ENGLISH("en");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /// The resource of that kind in this language.
    String file(String kind) {
        return String.format(Locale.ROOT, "%s.%s.txt", kind, code);
    }

    Locale locale() {
        return Locale.of(code);
    }
}
