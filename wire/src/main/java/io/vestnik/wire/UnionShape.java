package io.vestnik.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// One of several records, distinguished by the value of a property: `{"kind": "direct", …}`.
///
/// @param <T> the common type of the records
public final class UnionShape<T> implements WireType<T> {
    private final String name;
    private final String description;
    private final String property;
    private final SequencedMap<String, RecordShape<? extends Record>> variants;
    private final Map<Class<?>, String> values;
    private final Class<T> common;

    /// @param name the name of the schema
    /// @param property the property that distinguishes them
    /// @param variants by that property's value
    public UnionShape(
            Class<T> common,
            String name,
            String property,
            SequencedMap<String, ? extends Class<? extends Record>> variants,
            WireTypes types) {
        About about = common.getAnnotation(About.class);
        this.name = name;
        this.description = about == null ? "" : about.value();
        this.property = property;
        this.common = common;
        LinkedHashMap<String, RecordShape<? extends Record>> shapes = new LinkedHashMap<>();
        Map<Class<?>, String> byClass = new LinkedHashMap<>();
        variants.forEach((value, type) -> {
            shapes.put(value, types.shape(type));
            byClass.put(type, value);
        });
        this.variants = Collections.unmodifiableSequencedMap(shapes);
        this.values = Collections.unmodifiableMap(byClass);
    }

    @Override
    public Schema.Union schema() {
        LinkedHashMap<String, Schema.Structure> structures = new LinkedHashMap<>();
        variants.forEach((value, shape) -> structures.put(value, shape.schema().tagged(shape.name(), property, value)));
        return new Schema.Union(name, description, property, structures);
    }

    @Override
    public Optional<T> read(JsonNode node, String at, Problems problems) {
        if (!node.isObject()) {
            problems.add(at, "must be an object");
            return Optional.empty();
        }
        String path = at.isEmpty() ? property : at + "." + property;
        JsonNode value = node.get(property);
        if (value == null || value.isNull()) {
            problems.add(path, "is required");
            return Optional.empty();
        }
        RecordShape<? extends Record> shape = value.isTextual() ? variants.get(value.textValue()) : null;
        if (shape == null) {
            problems.add(path, "must be one of " + String.join(", ", List.copyOf(variants.keySet())));
            return Optional.empty();
        }
        return shape.read(node, at, problems).map(common::cast);
    }

    @Override
    public void write(T value, JsonGenerator out) throws IOException {
        String tag = values.get(value.getClass());
        if (tag == null) {
            throw new IllegalArgumentException(value.getClass() + " is no variant of " + name);
        }
        out.writeStartObject();
        out.writeStringField(property, tag);
        writeFields(variants.get(tag), value, out);
        out.writeEndObject();
    }

    private static <R extends Record> void writeFields(@Nullable RecordShape<R> shape, Object value, JsonGenerator out)
            throws IOException {
        if (shape != null) {
            @SuppressWarnings("unchecked") // the shape was found by the value's class
            R record = (R) value;
            shape.writeFields(record, out);
        }
    }
}
