package io.vestnik.wire.json;

import io.vestnik.wire.schema.Description;
import io.vestnik.wire.schema.Schema;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The JSON form of several record classes, distinguished by the value of a property: `{"kind": "direct", …}`.
///
/// @param <T> the common type of the records
public final class UnionShape<T> implements WireType<T> {
    private final String name;
    private final String description;
    private final String property;
    private final SequencedMap<String, TaggedShape<? extends Record>> variants;
    private final Map<Class<?>, TaggedShape<? extends Record>> byClass;
    private final Class<T> common;

    /// @param name the name of the schema
    /// @param property the property that distinguishes the record classes
    /// @param variants the record class for each value of the property
    public UnionShape(
            Class<T> common,
            String name,
            String property,
            SequencedMap<String, ? extends Class<? extends Record>> variants,
            WireTypes types) {
        Description about = common.getAnnotation(Description.class);
        this.name = name;
        this.description = about == null ? "" : about.value();
        this.property = property;
        this.common = common;
        LinkedHashMap<String, TaggedShape<? extends Record>> shapes = new LinkedHashMap<>();
        Map<Class<?>, TaggedShape<? extends Record>> classes = new LinkedHashMap<>();
        variants.forEach((value, type) -> {
            TaggedShape<? extends Record> shape = new TaggedShape<>(property, value, types.shape(type));
            shapes.put(value, shape);
            classes.put(type, shape);
        });
        this.variants = Collections.unmodifiableSequencedMap(shapes);
        this.byClass = Collections.unmodifiableMap(classes);
    }

    @Override
    public Schema.OneOf schema() {
        LinkedHashMap<String, Schema.ObjectType> structures = new LinkedHashMap<>();
        variants.forEach((value, shape) -> structures.put(value, shape.schema()));
        return new Schema.OneOf(name, description, property, structures);
    }

    @Override
    public @Nullable T read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
        if (in.kind() != JsonReader.Kind.OBJECT) {
            return refuse(in, field, "must be an object", problems);
        }
        String path = field.isEmpty() ? property : field + "." + property;
        JsonReader ahead = in.copy();
        if (!ahead.find(property) || ahead.kind() == JsonReader.Kind.NULL) {
            return refuse(in, path, "is required", problems);
        }
        TaggedShape<? extends Record> shape =
                ahead.kind() == JsonReader.Kind.STRING ? variants.get(ahead.string()) : null;
        if (shape == null) {
            String message = "must be one of " + String.join(", ", List.copyOf(variants.keySet()));
            return refuse(in, path, message, problems);
        }
        Record value = shape.read(in, field, problems);
        return value == null ? null : common.cast(value);
    }

    @Override
    public void write(T value, JsonBytes out) {
        TaggedShape<? extends Record> shape = byClass.get(value.getClass());
        if (shape == null) {
            throw new IllegalArgumentException(value.getClass() + " is no variant of " + name);
        }
        shape.writeAny(value, out);
    }
}
