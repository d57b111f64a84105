package io.vestnik.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageCursorTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "AZ09-_.", "1763834400123_0198a3f2-7c11-7000-8000-000000000001"})
    void a_cursor_has_url_safe_characters(String value) {
        assertThat(new PageCursor(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "ä", "a%20", "\0"})
    void an_impossible_cursor_is_rejected(String value) {
        assertThatThrownBy(() -> new PageCursor(value)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new PageCursor("a".repeat(201))).isInstanceOf(InvalidValueException.class);
    }
}
