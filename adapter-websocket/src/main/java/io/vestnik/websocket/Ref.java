package io.vestnik.websocket;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.wire.JsonBytes;
import io.vestnik.wire.Problems;
import io.vestnik.wire.Schema;
import io.vestnik.wire.WireType;
import io.vestnik.wire.WireTypes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The client's id of a request, which its answer repeats unchanged: an integer or a string.
sealed interface Ref {
    /// A UUID has 36 characters; this leaves room for a prefix.
    int CHARS_MAX = 64;

    /// An integer.
    record Whole(long value) implements Ref {}

    /// A string of at most [#CHARS_MAX] code points.
    record Name(String value) implements Ref {}

    /// Its JSON form.
    WireType<Ref> TYPE = new WireType<>() {
        @Override
        public Schema schema() {
            return new Schema.AnyOf(List.of(
                    new Schema.Whole(-WireTypes.WHOLE_MAX, WireTypes.WHOLE_MAX, 1),
                    Schema.Text.ofLength(0, CHARS_MAX, "")));
        }

        @Override
        public Optional<Ref> read(JsonNode node, String field, Problems problems) {
            Optional<Ref> ref = of(node);
            if (ref.isEmpty()) {
                problems.add(field, "must be a whole number or a string of at most " + CHARS_MAX + " characters");
            }
            return ref;
        }

        @Override
        public void write(Ref value, JsonGenerator out) throws IOException {
            switch (value) {
                case Whole(long number) -> out.writeNumber(number);
                case Name(String name) -> out.writeString(name);
            }
        }
    };

    /// Writes the id unchanged.
    default JsonBytes write(JsonBytes out) {
        return switch (this) {
            case Whole(long number) -> out.number(number);
            case Name(String name) -> out.text(name);
        };
    }

    /// The id in `node`; empty if it is neither an integer nor a valid string.
    static Optional<Ref> of(JsonNode node) {
        if (node.isIntegralNumber()
                && node.canConvertToLong()
                && Math.abs(node.longValue()) <= WireTypes.WHOLE_MAX
                && node.longValue() != Long.MIN_VALUE) {
            return Optional.of(new Whole(node.longValue()));
        }
        if (node.isTextual() && isName(node.textValue())) {
            return Optional.of(new Name(node.textValue()));
        }
        return Optional.empty();
    }

    /// Whether a string is valid as an id: short, and text that can be repeated unchanged.
    static boolean isName(String text) {
        return text.length() <= 2 * CHARS_MAX
                && text.codePointCount(0, text.length()) <= CHARS_MAX
                && text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
