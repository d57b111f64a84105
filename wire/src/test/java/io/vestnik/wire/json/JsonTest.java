package io.vestnik.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void an_object_is_read() throws MalformedJsonException {
        assertThat(Json.parse("{\"text\": \"день 🎉\"}".getBytes(StandardCharsets.UTF_8))
                        .get("text")
                        .textValue())
                .isEqualTo("день 🎉");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":}",
                "{'a': 1}",
                "{a: 1}",
                "[1,]",
                "NaN",
                "{\"a\": NaN}",
                "{\"a\": Infinity}",
                "{\"a\": 01}",
                "{\"a\": +1}",
                "// x\n{}",
                "{} {}",
                "{}x",
                "{\"a\": 1, \"a\": 2}",
                "\"\\x\"",
                "\"tab\t\"",
                "\uFEFF{}"
            })
    void non_strict_json_is_rejected(String text) {
        assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> Json.parse(text));
    }

    @Test
    void every_kind_of_malformed_utf8_is_rejected() {
        byte[][] malformed = {
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'}, // an overlong U+0000
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}, // a surrogate
            {'"', (byte) 0xe2, (byte) 0x82, '"'}, // cut short
            "{}".getBytes(StandardCharsets.UTF_16),
        };
        for (byte[] bytes : malformed) {
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> Json.parse(bytes))
                    .withMessageMatching("is not (valid UTF-8|JSON: syntax error.*)");
        }
    }

    @Test
    void nesting_numbers_and_names_are_bounded() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String wide = "{\"a\": " + "9".repeat(50_000) + "}";
        String name = "{\"" + "n".repeat(50_000) + "\": 1}";
        for (String text : new String[] {deep, wide, name}) {
            assertThatExceptionOfType(MalformedJsonException.class)
                    .isThrownBy(() -> Json.parse(text))
                    .withMessageContaining("beyond what is read here");
        }
    }

    @Test
    void an_error_does_not_quote_the_request() {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> Json.parse("{\"password\": secret}"))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("secret"));
    }

    /// The first emoji begins at offset 0, 1, 2 or 3. In some of these cases an emoji therefore crosses the end of the
    /// writer's buffer of some thousand bytes.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void an_emoji_is_written_as_four_bytes_of_utf8(int before) throws MalformedJsonException {
        String text = "x".repeat(before) + "🎉".repeat(10_000);
        byte[] written = Json.bytes(JsonNodeFactory.instance.textNode(text));
        assertThat(written).hasSize(2 + before + 4 * 10_000);
        assertThat(Json.parse(written).textValue()).isEqualTo(text);
    }
}
