package io.vestnik.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Default;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordShapeTest {
    private static final String ID = "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f";

    record Inner(ChatId chatId) {}

    record Everything(
            ChatId chatId,
            MessageText text,
            Optional<MessageId> replyTo,
            @Bounds(min = 1, max = 200) @Default(50) int limit,
            @Bounds(max = 3) Set<UserId> people,
            Optional<List<Inner>> inner,
            Optional<Boolean> flag) {}

    private final RecordShape<Everything> shape = WireTypes.STANDARD.shape(Everything.class);

    @Test
    void a_record_is_read_with_defaults_and_unknown_fields_are_ignored() throws Exception {
        assertThat(shape.decode(utf8(String.format(Locale.ROOT, """
            {"chatId": "%1$s", "text": " hi ", "people": ["%1$s", "%1$s"], "replyTo": null, "new": {"x": []}}
            """, ID))))
                .isEqualTo(new Decoded.Valid<>(new Everything(
                        new ChatId(UUID.fromString(ID)),
                        new MessageText(" hi "),
                        Optional.empty(),
                        50,
                        Set.of(new UserId(UUID.fromString(ID))),
                        Optional.empty(),
                        Optional.empty())));
    }

    @Test
    void all_errors_are_reported_at_once() throws Exception {
        assertThat(errors("""
            {"chatId": "1-2-3-4-5", "text": "", "replyTo": -1, "limit": 201, "people": ["x", 7],
             "inner": [{"chatId": null}, 3], "flag": "yes"}
            """))
                .containsExactly(
                        new FieldError("chatId", "must be a UUID"),
                        new FieldError("text", "must have 1 to 4096 characters"),
                        new FieldError("replyTo", "must be from 0 to 9007199254740991"),
                        new FieldError("limit", "must be from 1 to 200"),
                        new FieldError("people[0]", "must be a UUID"),
                        new FieldError("people[1]", "must be a string"),
                        new FieldError("inner[0].chatId", "is required"),
                        new FieldError("inner[1]", "must be an object"),
                        new FieldError("flag", "must be true or false"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        replyTo | 1.5                     | must be a whole number
        replyTo | 1e400                   | must be a whole number
        replyTo | "17"                    | must be a whole number
        replyTo | 99999999999999999999999 | must be from 0 to 9007199254740991
        replyTo | {}                      | must be a whole number
        text    | 17                      | must be a string
        text    | ["a"]                   | must be a string
        text    | "\\ud800"               | must not contain a lone surrogate
        text    | "a\\u0000b"             | must not contain U+0000
        text    | null                    | is required
        people  | {}                      | must be a list
        people  | [1, 2, 3, 4]            | must have 0 to 3 entries
        people  | [null]                  | must be a string
        """)
    void an_error_names_the_field_and_what_it_must_be(String field, String value, String message) throws Exception {
        assertThat(errors(String.format(Locale.ROOT, "{\"%s\": %s}", field, value)))
                .anySatisfy(error -> {
                    assertThat(error.field()).startsWith(field);
                    assertThat(error.message()).isEqualTo(message);
                });
    }

    @Test
    void the_number_of_reported_errors_is_bounded() throws Exception {
        RecordShape<Many> many = WireTypes.STANDARD.shape(Many.class);
        String list = "0,".repeat(499) + "0";
        Decoded<Many> decoded = many.decode(utf8("{\"ids\": [" + list + "]}"));
        assertThat(decoded instanceof Decoded.Invalid<Many> invalid ? invalid.errors() : List.of())
                .hasSize(Problems.COUNT_MAX);
    }

    record Many(List<ChatId> ids) {}

    @Test
    void a_value_other_than_an_object_is_rejected() throws Exception {
        assertThat(errors("[]")).containsExactly(new FieldError("", "must be an object"));
    }

    @Test
    void absent_values_are_omitted_and_the_rest_reads_back_the_same() throws Exception {
        Everything value = new Everything(
                new ChatId(UUID.fromString(ID)),
                new MessageText("x"),
                Optional.of(new MessageId(3)),
                7,
                Set.of(),
                Optional.of(List.of(new Inner(new ChatId(UUID.fromString(ID))))),
                Optional.empty());
        String json = new String(Json.bytes(shape, value), StandardCharsets.UTF_8);
        assertThat(json)
                .isEqualTo(String.format(
                                Locale.ROOT,
                                "{\"chatId\":\"%1$s\",\"text\":\"x\",\"replyTo\":3,\"limit\":7,\"people\":[],",
                                ID)
                        + String.format(Locale.ROOT, "\"inner\":[{\"chatId\":\"%1$s\"}]}", ID));
        assertThat(shape.decode(utf8(json))).isEqualTo(new Decoded.Valid<>(value));
    }

    @Test
    void the_variants_of_a_union_are_distinguished_by_its_property() throws Exception {
        LinkedHashMap<String, Class<? extends Record>> variants = new LinkedHashMap<>();
        variants.put("one", Inner.class);
        variants.put("two", Many.class);
        UnionShape<Record> union = new UnionShape<>(Record.class, "Either", "kind", variants, WireTypes.STANDARD);

        assertThat(union.decode(utf8("{\"kind\": \"two\", \"ids\": []}")))
                .isEqualTo(new Decoded.Valid<Record>(new Many(List.of())));
        assertThat(union.decode(utf8("{\"ids\": [], \"new\": {\"kind\": 1}, \"kind\": \"two\"}")))
                .isEqualTo(new Decoded.Valid<Record>(new Many(List.of())));
        assertThat(new String(Json.bytes(union, new Many(List.of())), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"two\",\"ids\":[]}");

        FieldError unknown = new FieldError("kind", "must be one of one, two");
        assertThat(errors(union.decode(utf8("{\"kind\": \"three\"}")))).containsExactly(unknown);
        assertThat(errors(union.decode(utf8("{\"kind\": 1}")))).containsExactly(unknown);
        assertThat(errors(union.decode(utf8("{}")))).containsExactly(new FieldError("kind", "is required"));
        assertThat(errors(union.decode(utf8("{\"kind\": null}"))))
                .containsExactly(new FieldError("kind", "is required"));
        assertThat(errors(union.decode(utf8("[]")))).containsExactly(new FieldError("", "must be an object"));
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> union.decode(utf8("{\"kind\": \"two\", \"ids\": [], \"kind\": \"two\"}")));
    }

    @Test
    void errors_come_in_the_order_of_the_components() throws Exception {
        assertThat(errors("""
            {"flag": 1, "limit": 0, "text": 5, "people": [[], 1], "chatId": null}
            """))
                .extracting(FieldError::field)
                .containsExactly("chatId", "text", "limit", "people[0]", "people[1]", "flag");
    }

    @Test
    void a_list_with_too_many_entries_gets_no_errors_of_its_entries() throws Exception {
        assertThat(errors(String.format(Locale.ROOT, """
            {"chatId": "%s", "text": "hi", "people": ["x", 7, 8, 9]}
            """, ID)))
                .containsExactly(new FieldError("people", "must have 0 to 3 entries"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\": \"a\", \"text\": \"a\"}",
                "{\"text\": \"a\", \"\\u0074ext\": \"a\"}",
                "{\"replyTo\": null, \"replyTo\": 1}",
                "{\"new\": 1, \"new\": 1}",
                "{\"new\": {\"a\": 1, \"a\": 1}}",
                "{\"inner\": [{\"x\": 1, \"x\": 1}]}",
                "{\"text\": 5} {}"
            })
    void malformed_json_has_no_other_errors(String json) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> shape.decode(utf8(json)))
                .withMessage("is JSON with a name twice in one object, or with something after its end");
    }

    @Test
    void a_name_may_be_escaped() throws Exception {
        assertThat(errors("{\"\\u0063hatId\": 1}")).contains(new FieldError("chatId", "must be a string"));
    }

    private List<FieldError> errors(String json) throws MalformedJsonException {
        return errors(shape.decode(utf8(json)));
    }

    private static List<FieldError> errors(Decoded<?> decoded) {
        return decoded instanceof Decoded.Invalid<?> invalid ? invalid.errors() : List.of();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
