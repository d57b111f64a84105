package io.vestnik.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.UuidText;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Values that are a string or a flag in JSON.
public final class Scalars {
    /// Always three digits after the second, also when they are zero; finer digits are cut off.
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /// True or false.
    static final WireType<Boolean> FLAG = new WireType<>() {
        @Override
        public Schema schema() {
            return new Schema.Flag();
        }

        @Override
        public Optional<Boolean> read(JsonNode node, String field, Problems problems) {
            if (node.isBoolean()) {
                return Optional.of(node.booleanValue());
            }
            problems.add(field, "must be true or false");
            return Optional.empty();
        }

        @Override
        public void write(Boolean value, JsonGenerator out) throws IOException {
            out.writeBoolean(value);
        }
    };

    /// A moment: ISO-8601, UTC, milliseconds.
    static final WireType<Instant> INSTANT = text(
            new Schema.Text("date-time", 0, Integer.MAX_VALUE, "", "2026-11-22T18:00:00.123Z"),
            Scalars::instant,
            MILLISECONDS::format);

    private Scalars() {}

    /// A type whose values are strings in JSON.
    ///
    /// @param make throws [InvalidValueException] for a value that breaks the type's rules
    public static <T> WireType<T> text(Schema.Text schema, Function<String, T> make, Function<T, String> text) {
        return new TextType<>(schema, make, text);
    }

    /// A type whose values are UUIDs in JSON.
    public static <T> WireType<T> uuid(Function<UUID, T> make, Function<T, UUID> id) {
        return text(
                new Schema.Text("uuid", 0, Integer.MAX_VALUE, "", "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f"),
                text -> make.apply(uuid(text)),
                value -> id.apply(value).toString());
    }

    /// The constants of an enum, in lower case.
    public static <E extends Enum<E>> WireType<E> choice(Class<E> type) {
        return choice(
                Arrays.asList(type.getEnumConstants()), value -> value.name().toLowerCase(Locale.ROOT));
    }

    /// One of a few values.
    public static <T> WireType<T> choice(List<T> values, Function<T, String> name) {
        return new ChoiceType<>(List.copyOf(values), name);
    }

    private static UUID uuid(String text) {
        return UuidText.parse(text).orElseThrow(() -> new InvalidValueException("must be a UUID"));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            InvalidValueException exception = new InvalidValueException("must be a time like 2026-11-22T18:00:00.123Z");
            exception.initCause(e);
            throw exception;
        }
    }

    private record TextType<T>(Schema.Text schema, Function<String, T> make, Function<T, String> text)
            implements WireType<T> {
        @Override
        public Optional<T> read(JsonNode node, String field, Problems problems) {
            if (!node.isTextual()) {
                problems.add(field, "must be a string");
                return Optional.empty();
            }
            try {
                return Optional.of(make.apply(node.textValue()));
            } catch (InvalidValueException e) {
                problems.add(field, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        @Override
        public void write(T value, JsonGenerator out) throws IOException {
            out.writeString(text.apply(value));
        }
    }

    private record ChoiceType<T>(List<T> values, Function<T, String> name) implements WireType<T> {
        @Override
        public Schema schema() {
            return new Schema.Choice(names());
        }

        @Override
        public Optional<T> read(JsonNode node, String field, Problems problems) {
            if (node.isTextual()) {
                for (T value : values) {
                    if (name.apply(value).equals(node.textValue())) {
                        return Optional.of(value);
                    }
                }
            }
            problems.add(field, "must be one of " + String.join(", ", names()));
            return Optional.empty();
        }

        @Override
        public void write(T value, JsonGenerator out) throws IOException {
            out.writeString(name.apply(value));
        }

        private List<String> names() {
            return values.stream().map(name).toList();
        }
    }
}
