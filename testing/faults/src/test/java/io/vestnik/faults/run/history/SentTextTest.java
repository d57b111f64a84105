package io.vestnik.faults.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the identification of messages by their texts.
class SentTextTest {
    @Test
    void a_text_identifies_its_message_also_after_an_edit() {
        SentText origin = new SentText(42, 1_234_567);
        assertThat(SentText.parse(origin.with(""))).isEqualTo(origin);
        assertThat(SentText.parse(origin.with(" edited #1:2#"))).isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "#1", "#1:", "#1:2", "#:2#", "#1:#", "1:2#", "#a:2#", "#1:b#", "#1#2:3#"})
    void another_text_identifies_nothing(String text) {
        assertThat(SentText.parse(text)).isNull();
    }
}
