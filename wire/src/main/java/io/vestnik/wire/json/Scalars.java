package io.vestnik.wire.json;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.UuidText;
import io.vestnik.wire.schema.Schema;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// JSON forms of values that are a string or a boolean.
public final class Scalars {
    /// The JSON form of `true` and `false`.
    static final WireType<Boolean> BOOLEAN = new WireType<>() {
        @Override
        public Schema schema() {
            return new Schema.BooleanType();
        }

        @Override
        public @Nullable Boolean read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
            return in.kind() == JsonReader.Kind.BOOLEAN
                    ? (Boolean) in.bool()
                    : refuse(in, field, "must be true or false", problems);
        }

        @Override
        public void write(Boolean value, JsonBytes out) {
            out.bool(value);
        }
    };

    /// The JSON form of a time: ISO-8601 in UTC with milliseconds.
    static final WireType<Instant> INSTANT = new StringType<>(
            new Schema.StringType("date-time", 0, Integer.MAX_VALUE, "", "2026-11-22T18:00:00.123Z"),
            Scalars::instant,
            (value, out) -> out.time(value));

    private Scalars() {}

    /// The JSON form of a type whose values are strings.
    ///
    /// @param make throws [InvalidValueException] for a value that breaks the type's rules
    public static <T> WireType<T> text(Schema.StringType schema, Function<String, T> make, Function<T, String> text) {
        return new StringType<>(schema, make, (value, out) -> out.text(text.apply(value)));
    }

    /// The JSON form of a type whose values are UUIDs.
    public static <T> WireType<T> uuid(Function<UUID, T> make, Function<T, UUID> id) {
        return new StringType<>(
                new Schema.StringType("uuid", 0, Integer.MAX_VALUE, "", "01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f"),
                text -> make.apply(uuid(text)),
                (value, out) -> out.id(id.apply(value)));
    }

    /// The JSON form of an enum: the names of its constants in lower case.
    public static <E extends Enum<E>> WireType<E> enumeration(Class<E> type) {
        return enumeration(
                Arrays.asList(type.getEnumConstants()), value -> value.name().toLowerCase(Locale.ROOT));
    }

    /// The JSON form of a type with only these values.
    public static <T> WireType<T> enumeration(List<T> values, Function<T, String> name) {
        return new EnumeratedType<>(
                List.copyOf(values), values.stream().map(name).toList());
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

    private record StringType<T>(Schema.StringType schema, Function<String, T> make, BiConsumer<T, JsonBytes> writer)
            implements WireType<T> {
        @Override
        public @Nullable T read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
            if (in.kind() != JsonReader.Kind.STRING) {
                return refuse(in, field, "must be a string", problems);
            }
            try {
                return make.apply(in.string());
            } catch (InvalidValueException e) {
                problems.add(field, String.valueOf(e.getMessage()));
                return null;
            }
        }

        @Override
        public void write(T value, JsonBytes out) {
            writer.accept(value, out);
        }
    }

    private record EnumeratedType<T>(List<T> values, List<String> names) implements WireType<T> {
        @Override
        public Schema schema() {
            return new Schema.EnumType(names);
        }

        @Override
        public @Nullable T read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
            String message = "must be one of " + String.join(", ", names);
            if (in.kind() != JsonReader.Kind.STRING) {
                return refuse(in, field, message, problems);
            }
            int index = names.indexOf(in.string());
            if (index < 0) {
                problems.add(field, message);
                return null;
            }
            return values.get(index);
        }

        @Override
        public void write(T value, JsonBytes out) {
            out.text(names.get(values.indexOf(value)));
        }
    }
}
