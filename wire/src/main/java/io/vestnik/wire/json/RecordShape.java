package io.vestnik.wire.json;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.wire.schema.Default;
import io.vestnik.wire.schema.Description;
import io.vestnik.wire.schema.JsonProperty;
import io.vestnik.wire.schema.JsonUnwrapped;
import io.vestnik.wire.schema.Schema;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The JSON form of a record: an object whose properties are the record's components. The property of an [Optional]
/// component may be absent.
///
/// Made by [WireTypes#shape]. Reading reports all errors together and ignores unknown properties. Thread-safe.
///
/// @param <R> the record class
public final class RecordShape<R extends Record> implements WireType<R> {
    private final Class<R> type;
    private final String name;
    private final String description;
    private final List<Field> fields;
    private volatile @Nullable RecordCodec codec;

    RecordShape(Class<R> type, String name, List<Field> fields) {
        if (fields.size() > Long.SIZE) {
            throw new IllegalArgumentException(type + " has too many components to be read");
        }
        Description about = type.getAnnotation(Description.class);
        this.type = type;
        this.name = name;
        this.description = about == null ? "" : about.value();
        this.fields = List.copyOf(fields);
    }

    /// The name of the object's schema.
    public String name() {
        return name;
    }

    /// The components, in order.
    public List<Field> fields() {
        return fields;
    }

    @Override
    public Schema.ObjectType schema() {
        return schema(field -> true);
    }

    /// The schema of an object with only the included components.
    public Schema.ObjectType schema(Predicate<Field> included) {
        return new Schema.ObjectType(
                name,
                description,
                fields.stream().filter(included).flatMap(Field::properties).toList());
    }

    @Override
    public @Nullable R read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
        if (in.kind() != JsonReader.Kind.OBJECT) {
            return refuse(in, field, "must be an object", problems);
        }
        RecordReading<R> reading = reading(field);
        reading.readObject(in, each -> true);
        return reading.end(problems);
    }

    /// Reads an object that has an additional property `tag`, which the caller has already read.
    @Nullable
    R readTagged(byte[] tag, JsonReader in, String field, Problems problems) throws MalformedJsonException {
        RecordReading<R> reading = reading(field);
        reading.readTagged(tag, in, each -> true);
        return reading.end(problems);
    }

    /// Begins to read a record whose components may come from several places.
    ///
    /// @param at the path of the object, for the problems
    public RecordReading<R> reading(String at) {
        return new RecordReading<>(this, at);
    }

    @Override
    public void write(R value, JsonBytes out) {
        codec().write(value, out.beginObject());
        out.endObject();
    }

    /// Writes the record as an object that begins with an additional property.
    ///
    /// @param begin the encoded beginning of the object, with the additional property
    void writeTagged(byte[] begin, R value, JsonBytes out) {
        codec().write(value, out.raw(begin));
        out.endObject();
    }

    /// The codec, made on first use.
    RecordCodec codec() {
        RecordCodec present = codec;
        if (present == null) {
            present = RecordCodec.of(type, fields);
            codec = present;
        }
        return present;
    }

    /// Makes a record from its components; null if the record's constructor rejected the components. The error is then
    /// in `problems`.
    @Nullable
    R create(@Nullable Object[] components, String at, Problems problems) {
        try {
            return type.cast(codec().make(components));
        } catch (InvalidValueException e) {
            problems.add(at, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /// One component of the record.
    public static final class Field {
        private final RecordComponent component;
        private final int index;
        private final String name;
        private final byte[] encodedName;
        private final WireType<Object> type;
        private final Schema.Presence presence;
        private final Optional<RecordShape<?>> flat;
        private final Optional<Long> defaultValue;

        Field(RecordComponent component, int index, WireType<Object> type, Schema.Presence presence) {
            this.component = component;
            this.index = index;
            JsonProperty called = component.getAnnotation(JsonProperty.class);
            this.name = called == null ? component.getName() : called.value();
            this.encodedName = JsonBytes.ascii(name);
            this.type = type;
            this.presence = presence;
            this.flat = component.isAnnotationPresent(JsonUnwrapped.class)
                    ? Optional.of((RecordShape<?>) (WireType<?>) type)
                    : Optional.empty();
            this.defaultValue = annotation(Default.class).map(Default::value);
        }

        /// The property's name.
        public String name() {
            return name;
        }

        /// The JSON form of the property's values.
        public WireType<?> type() {
            return type;
        }

        /// An annotation of the component, through which a protocol declares more about the property.
        public <A extends Annotation> Optional<A> annotation(Class<A> annotation) {
            return Optional.ofNullable(component.getAnnotation(annotation));
        }

        /// The description of the property in the object's schema.
        public Schema.Property property() {
            Optional<Description> about = annotation(Description.class);
            return new Schema.Property(
                    name(),
                    type.schema(),
                    defaultValue.isPresent() ? Schema.Presence.OPTIONAL : presence,
                    about.map(Description::value).orElse(""),
                    about.map(Description::example).orElse(""),
                    defaultValue);
        }

        /// The property's name in ASCII, as the reader compares it.
        byte[] encodedName() {
            return encodedName;
        }

        /// The position of this component in the record.
        int index() {
            return index;
        }

        Method accessor() {
            return component.getAccessor();
        }

        /// Whether the component is an [Optional].
        boolean optional() {
            return presence == Schema.Presence.OPTIONAL;
        }

        /// The shape of a component with [JsonUnwrapped], whose properties are inlined into the object; otherwise
        /// empty.
        Optional<RecordShape<?>> flat() {
            return flat;
        }

        private Stream<Schema.Property> properties() {
            return flat.isPresent() ? flat.get().fields.stream().flatMap(Field::properties) : Stream.of(property());
        }

        /// Reads a value and returns the argument for the record's constructor; null after an error was added to
        /// `problems`.
        @Nullable
        Object read(JsonReader in, String path, Problems problems) throws MalformedJsonException {
            Object value = type.read(in, path, problems);
            return value != null && optional() ? Optional.of(value) : value;
        }

        /// The argument for the record's constructor if the property is absent; null after an error was added to
        /// `problems`.
        @Nullable
        Object absent(String path, Problems problems) {
            if (optional()) {
                return Optional.empty();
            }
            if (defaultValue.isEmpty()) {
                problems.add(path, "is required");
                return null;
            }
            try {
                return type.read(
                        new JsonReader(JsonBytes.ascii(defaultValue.get().toString())), path, problems);
            } catch (MalformedJsonException e) {
                throw new IllegalStateException("a number is JSON", e);
            }
        }
    }
}
