package io.vestnik.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.vestnik.domain.InvalidValueException;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A record as a JSON object: the record's components are the object's properties, and an [Optional] one may be absent.
///
/// Made by [WireTypes#shape]. Reading reports all errors at once and ignores unknown properties.
///
/// @param <R> the record
public final class RecordShape<R extends Record> implements WireType<R> {
    private final String name;
    private final String description;
    private final List<Field> fields;
    private final Constructor<R> constructor;

    RecordShape(Class<R> type, String name, List<Field> fields) {
        About about = type.getAnnotation(About.class);
        this.name = name;
        this.description = about == null ? "" : about.value();
        this.fields = List.copyOf(fields);
        this.constructor = canonical(type);
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
    public Schema.Structure schema() {
        return schema(field -> true);
    }

    /// The schema of an object with only these properties.
    public Schema.Structure schema(Predicate<Field> included) {
        return new Schema.Structure(
                name,
                description,
                fields.stream().filter(included).flatMap(Field::properties).toList());
    }

    /// Reads an object.
    public Decoded<R> decode(JsonNode node) {
        Problems problems = new Problems();
        Optional<R> value = read(node, "", problems);
        return value.isPresent() && problems.none()
                ? new Decoded.Valid<>(value.get())
                : new Decoded.Invalid<>(problems.all());
    }

    @Override
    public Optional<R> read(JsonNode node, String at, Problems problems) {
        if (!node.isObject()) {
            problems.add(at, "must be an object");
            return Optional.empty();
        }
        return read(field -> node.get(field.name()), at, problems);
    }

    /// Reads the properties from `source`, which returns null for an absent one.
    public Optional<R> read(Function<Field, @Nullable JsonNode> source, String at, Problems problems) {
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        boolean complete = true;
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            String path = at.isEmpty() ? field.name() : at + "." + field.name();
            Optional<?> value = field.flat().isPresent()
                    ? field.flat().get().read(source, at, problems)
                    : field.value(source.apply(field), path, problems);
            complete &= value.isPresent();
            values[i] = value.orElse(null);
        }
        return complete ? create(values, at, problems) : Optional.empty();
    }

    @Override
    public void write(R value, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(value, out);
        out.writeEndObject();
    }

    /// Writes the properties into an object that the caller opened and will close.
    public void writeFields(R value, JsonGenerator out) throws IOException {
        for (Field field : fields) {
            field.write(value, out);
        }
    }

    private Optional<R> create(@Nullable Object[] values, String at, Problems problems) {
        try {
            return Optional.of(constructor.newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidValueException invalid) {
                problems.add(at, String.valueOf(invalid.getMessage()));
                return Optional.empty();
            }
            throw new IllegalStateException("cannot make a " + name, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + name, e);
        }
    }

    private static <R extends Record> Constructor<R> canonical(Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }

    /// One component of the record.
    public static final class Field {
        private final RecordComponent component;
        private final String name;
        private final Method accessor;
        private final WireType<Object> type;
        private final Schema.Presence presence;
        private final SerializedString encodedName;
        private final Optional<RecordShape<?>> flat;

        Field(RecordComponent component, WireType<Object> type, Schema.Presence presence) {
            this.component = component;
            Called called = component.getAnnotation(Called.class);
            this.name = called == null ? component.getName() : called.value();
            this.accessor = component.getAccessor();
            this.accessor.setAccessible(true);
            this.type = type;
            this.presence = presence;
            this.encodedName = new SerializedString(name);
            this.flat = component.isAnnotationPresent(Flat.class)
                    ? Optional.of((RecordShape<?>) (WireType<?>) type)
                    : Optional.empty();
        }

        /// The property's name.
        public String name() {
            return name;
        }

        /// The JSON form of its values.
        public WireType<?> type() {
            return type;
        }

        /// An annotation of the component, with which a protocol adds information.
        public <A extends Annotation> Optional<A> annotation(Class<A> annotation) {
            return Optional.ofNullable(component.getAnnotation(annotation));
        }

        /// The shape whose properties this component adds to those of its record.
        private Optional<RecordShape<?>> flat() {
            return flat;
        }

        private Stream<Schema.Property> properties() {
            return flat.isPresent() ? flat.get().fields.stream().flatMap(Field::properties) : Stream.of(property());
        }

        /// The property in its object's schema.
        public Schema.Property property() {
            Optional<About> about = annotation(About.class);
            return new Schema.Property(
                    name(),
                    type.schema(),
                    standIn().isPresent() ? Schema.Presence.OPTIONAL : presence,
                    about.map(About::value).orElse(""),
                    about.map(About::example).orElse(""),
                    standIn().isPresent() ? Optional.of(standIn().getAsLong()) : Optional.empty());
        }

        private OptionalLong standIn() {
            return annotation(Default.class)
                    .map(given -> OptionalLong.of(given.value()))
                    .orElse(OptionalLong.empty());
        }

        /// The constructor's argument; empty if there was a problem.
        private Optional<?> value(@Nullable JsonNode node, String path, Problems problems) {
            if (node == null || node.isNull()) {
                if (presence == Schema.Presence.OPTIONAL) {
                    return Optional.of(Optional.empty());
                }
                OptionalLong standIn = standIn();
                if (standIn.isEmpty()) {
                    problems.add(path, "is required");
                    return Optional.empty();
                }
                return type.read(LongNode.valueOf(standIn.getAsLong()), path, problems);
            }
            Optional<Object> value = type.read(node, path, problems);
            // The constructor takes an Optional that wraps the value.
            return presence == Schema.Presence.OPTIONAL && value.isPresent() ? Optional.of(value) : value;
        }

        private void write(Record value, JsonGenerator out) throws IOException {
            Object part = part(value);
            if (part instanceof Optional<?> optional) {
                if (optional.isEmpty()) {
                    return;
                }
                part = optional.get();
            }
            if (flat.isPresent()) {
                writeFlat(flat.get(), part, out);
                return;
            }
            out.writeFieldName(encodedName);
            type.write(part, out);
        }

        private static <F extends Record> void writeFlat(RecordShape<F> shape, Object part, JsonGenerator out)
                throws IOException {
            @SuppressWarnings("unchecked") // the shape is that of the component's type
            F record = (F) part;
            shape.writeFields(record, out);
        }

        private Object part(Record value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot read " + component, e);
            }
        }
    }
}
