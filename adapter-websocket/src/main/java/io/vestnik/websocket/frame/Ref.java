package io.vestnik.websocket.frame;

import io.vestnik.wire.json.JsonBytes;
import io.vestnik.wire.json.JsonReader;
import io.vestnik.wire.json.MalformedJsonException;
import io.vestnik.wire.json.Problems;
import io.vestnik.wire.json.WireType;
import io.vestnik.wire.schema.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The client's id of a request, which its answer repeats unchanged: an integer or a string.
public sealed interface Ref {
    /// The maximum number of code points of a string. A UUID has 36, which leaves room for a prefix.
    int CHARS_MAX = 64;

    /// A `ref` that is an integer.
    record IntegerRef(long value) implements Ref {}

    /// A `ref` that is a string of at most [#CHARS_MAX] code points.
    record StringRef(String value) implements Ref {}

    /// The JSON form of a `ref`.
    WireType<Ref> TYPE = new WireType<>() {
        @Override
        public Schema schema() {
            return new Schema.AnyOf(List.of(
                    new Schema.IntegerType(-Schema.INTEGER_MAX, Schema.INTEGER_MAX, 1),
                    Schema.StringType.ofLength(0, CHARS_MAX, "")));
        }

        @Override
        public @Nullable Ref read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
            Ref ref = of(in);
            if (ref == null) {
                problems.add(field, "must be a whole number or a string of at most " + CHARS_MAX + " characters");
            }
            return ref;
        }

        @Override
        public void write(Ref value, JsonBytes out) {
            switch (value) {
                case IntegerRef(long number) -> out.number(number);
                case StringRef(String text) -> out.text(text);
            }
        }
    };

    private static @Nullable Ref of(JsonReader in) throws MalformedJsonException {
        return switch (in.kind()) {
            case NUMBER ->
                in.isWhole() && in.numberFits() && isValidInteger(in.number()) ? new IntegerRef(in.number()) : null;
            case STRING -> {
                String text = in.string();
                yield isValidString(text) ? new StringRef(text) : null;
            }
            case OBJECT, ARRAY, BOOLEAN, NULL -> {
                in.skip();
                yield null;
            }
        };
    }

    private static boolean isValidInteger(long number) {
        return number >= -Schema.INTEGER_MAX && number <= Schema.INTEGER_MAX;
    }

    /// Whether a string is valid as a `ref`: short, and text that can be repeated unchanged.
    private static boolean isValidString(String text) {
        return text.length() <= 2 * CHARS_MAX
                && text.codePointCount(0, text.length()) <= CHARS_MAX
                && text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
