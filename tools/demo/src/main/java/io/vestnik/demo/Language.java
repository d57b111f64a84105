package io.vestnik.demo;

import java.util.Locale;

/// The language of a user or a chat.
enum Language {
    RUSSIAN("ru"),
    ENGLISH("en");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /// The name of the resource file with one kind of material in this language. An example of a kind is `words`.
    String file(String kind) {
        return String.format(Locale.ROOT, "%s.%s.txt", kind, code);
    }

    Locale locale() {
        return Locale.of(code);
    }
}
