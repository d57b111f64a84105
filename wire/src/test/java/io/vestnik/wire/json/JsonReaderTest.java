package io.vestnik.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reader accepts the same texts as [Json#parse], and reads the same values from them.
final class JsonReaderTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int ROUNDS = 2_000;
    /// Texts that only Jackson accepts. They have a non-ASCII character in an escape, and Jackson takes the low byte of
    /// this character for the digit.
    private static final Pattern LENIENT = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\x7f]");
    private static final String CHARACTERS = "ab \"\\/\n\t\u0001\u007féя€\uFFFD\u2028😀{}[],:0-+.eEu\ud83d";
    private static final String[] VALUES = {
        "0",
        "-0",
        "7",
        "-12",
        "1.5",
        "-0.25e+3",
        "1E-2",
        "9007199254740993",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "123456789012345678901234567890",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a b\"",
        "\"\\n\\t\\b\\f\\r\\/\\\\\\\"\"",
        "\"\\u0041\\ud83d\\ude00\\ud800\"",
        "\"пример €😀\"",
        "\"\uFFFD\"",
        "{}",
        "[]",
        " [ ] ",
        "{ }"
    };

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    /// The tree of a text, or the message of its error.
    private record Result(Optional<JsonNode> tree, String message) {}

    private static Result read(byte[] json) {
        try {
            JsonReader in = new JsonReader(json);
            JsonNode tree = tree(in);
            in.end();
            return new Result(Optional.of(tree), "");
        } catch (MalformedJsonException e) {
            return new Result(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static Result skipped(byte[] json) {
        try {
            JsonReader in = new JsonReader(json);
            in.skip();
            in.end();
            return new Result(Optional.empty(), "");
        } catch (MalformedJsonException e) {
            return new Result(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static Result parsed(byte[] json) {
        try {
            return new Result(Optional.of(comparable(Json.parse(json))), "");
        } catch (MalformedJsonException e) {
            return new Result(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode tree(JsonReader in) throws MalformedJsonException {
        return switch (in.kind()) {
            case OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (boolean more = in.beginObject(); more; more = in.nextProperty()) {
                    String name = in.name();
                    if (object.has(name)) {
                        throw in.malformed();
                    }
                    object.set(name, tree(in));
                }
                yield object;
            }
            case ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                for (boolean more = in.beginArray(); more; more = in.nextItem()) {
                    array.add(tree(in));
                }
                yield array;
            }
            case STRING -> NODES.textNode(in.string());
            case BOOLEAN -> NODES.booleanNode(in.bool());
            case NULL -> {
                in.skip();
                yield NODES.nullNode();
            }
            case NUMBER ->
                in.isWhole()
                        ? in.numberFits() ? NODES.numberNode(in.number()) : NODES.textNode("large")
                        : NODES.textNode("fraction");
        };
    }

    /// Converts the numbers of a tree to the form that [#tree] produces.
    private static JsonNode comparable(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = NODES.objectNode();
            node.properties().forEach(entry -> object.set(entry.getKey(), comparable(entry.getValue())));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            node.forEach(item -> array.add(comparable(item)));
            return array;
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? NODES.numberNode(node.longValue()) : NODES.textNode("large");
        }
        return node.isNumber() ? NODES.textNode("fraction") : node;
    }

    private void isReadAsParsed(byte[] json) {
        Result expected = parsed(json);
        if (LENIENT.matcher(new String(json, UTF_8)).find()) {
            expected = new Result(
                    Optional.empty(), expected.tree().isPresent() ? JsonReader.NOT_JSON : expected.message());
        }
        assertThat(read(json)).as("seed %d: %s", seed, new String(json, UTF_8)).isEqualTo(expected);
        assertThat(skipped(json).message()).isEqualTo(expected.message());
    }

    private String value(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        if (kind < 2) {
            return VALUES[random.nextInt(VALUES.length)];
        }
        StringBuilder json = new StringBuilder(kind == 2 ? "[" : "{");
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            json.append(i == 0 ? "" : random.nextBoolean() ? "," : " ,\r\n\t");
            if (kind == 3) {
                json.append('"')
                        .append(random.nextInt(12) == 0 ? "same" : "n\\u00e9я" + i)
                        .append(random.nextBoolean() ? "\":" : "\" : ");
            }
            json.append(value(depth - 1));
        }
        return json.append(kind == 2 ? "]" : "}").toString();
    }

    @Test
    void random_texts_are_read_as_parsed() {
        for (int i = 0; i < ROUNDS; i++) {
            isReadAsParsed(value(3).getBytes(UTF_8));
        }
    }

    @Test
    void broken_texts_have_the_same_errors() {
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(value(3));
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
                case 2 -> text.insert(at, text.charAt(random.nextInt(text.length())));
                default -> text.setLength(at);
            }
            isReadAsParsed(text.toString().getBytes(UTF_8));
        }
    }

    @Test
    void broken_utf8_has_the_same_errors() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] json = value(3).getBytes(UTF_8);
            json[random.nextInt(json.length)] = (byte) random.nextInt();
            isReadAsParsed(json);
        }
    }

    @Test
    void an_escape_with_a_character_beyond_ascii_is_malformed() {
        assertThat(read("\"\\u00e\u0435\"".getBytes(UTF_8)).message()).isEqualTo("is not JSON");
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 32, 33, 1_000})
    void nesting_has_the_same_bound(int depth) {
        isReadAsParsed(("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8));
        isReadAsParsed(("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)).getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101, 1_000})
    void numbers_have_the_same_bound(int digits) {
        isReadAsParsed(("[" + "9".repeat(digits) + "]").getBytes(UTF_8));
        isReadAsParsed(("[-" + "9".repeat(digits) + "]").getBytes(UTF_8));
        isReadAsParsed(("[0." + "9".repeat(digits - 1) + "]").getBytes(UTF_8));
        isReadAsParsed(("[-1." + "9".repeat(digits - 1) + "]").getBytes(UTF_8));
        isReadAsParsed(("[1." + "9".repeat(digits - 4) + "e-12]").getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 257, 1_000})
    void names_have_the_same_bound(int length) {
        for (String character : new String[] {"n", "я", "\\u0041"}) {
            isReadAsParsed(("{\"" + character.repeat(length) + "\":1}").getBytes(UTF_8));
        }
    }
}
