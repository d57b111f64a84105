package io.vestnik.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextsTest {
    private static final String ASTRAL = "\uD83D\uDC4B";

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "x", ASTRAL, "e\u0301", "שלום", "\uFEFF", "\uFFFF", "\u0001", "\u2028"})
    void text_that_utf_8_can_express_is_kept_unchanged(String text) {
        assertThat(Texts.require(text, 1, 5)).isSameAs(text);
    }

    @Test
    void lengths_are_code_points_not_java_characters() {
        assertThat(Texts.require(ASTRAL.repeat(3), 3, 3)).hasSize(6);
        assertThatThrownBy(() -> Texts.require(ASTRAL.repeat(4), 1, 3)).hasMessage("must have 1 to 3 characters");
        assertThatThrownBy(() -> Texts.require(ASTRAL, 2, 3)).hasMessage("must have 2 to 3 characters");
        assertThatThrownBy(() -> Texts.require("", 1, 3)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDC4B", "\uDC4B\uD83D", "x\uD83D", "\uD83Dx", "\uD83D\uD83D\uDC4B"})
    void a_lone_surrogate_is_rejected(String text) {
        assertThatThrownBy(() -> Texts.require(text, 1, 10))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("must not contain a lone surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "x\0", "\0x", ASTRAL + "\0"})
    void the_character_that_postgresql_cannot_store_is_rejected(String text) {
        assertThatThrownBy(() -> Texts.require(text, 1, 10))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("must not contain U+0000");
    }
}
