package io.vestnik.wire.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Converts schemas to JSON Schema (2020-12). Each named schema is written once, among the [#components()]; every place
/// that uses the schema refers to it.
///
/// Not thread-safe.
public final class SchemaWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private final String home;
    private final Map<String, ObjectNode> components = new TreeMap<>();
    private final Map<String, Schema.Named> written = new TreeMap<>();

    /// @param home the path of the named schemas in the document, such as `#/components/schemas/`
    public SchemaWriter(String home) {
        this.home = home;
    }

    /// The named schemas written so far, by name.
    public SortedMap<String, ObjectNode> components() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(components));
    }

    /// Converts a schema to JSON; a named schema becomes a reference.
    public ObjectNode write(Schema schema) {
        return switch (schema) {
            case Schema.StringType string -> string(string);
            case Schema.EnumType enumeration -> enumeration(enumeration);
            case Schema.IntegerType integer ->
                typed("integer")
                        .put("format", "int64")
                        .put("minimum", integer.minimum())
                        .put("maximum", integer.maximum());
            case Schema.BooleanType() -> typed("boolean");
            case Schema.ArrayType array -> array(array);
            case Schema.MapType map -> {
                ObjectNode node = typed("object").put("maxProperties", map.maxProperties());
                node.set("propertyNames", write(map.propertyNames()));
                node.set("additionalProperties", write(map.additionalProperties()));
                yield node;
            }
            case Schema.AnyOf anyOf -> {
                ObjectNode node = NODES.objectNode();
                ArrayNode alternatives = node.putArray("anyOf");
                anyOf.alternatives().forEach(alternative -> alternatives.add(write(alternative)));
                yield node;
            }
            case Schema.AnyType() -> NODES.objectNode();
            case Schema.Named named -> reference(named);
        };
    }

    /// Converts the schema of a property to JSON, with the property's description, default value and example.
    public ObjectNode write(Schema.Property property) {
        ObjectNode node = write(property.schema());
        if (!property.description().isEmpty()) {
            node.put("description", property.description());
        }
        property.defaultValue().ifPresent(value -> node.put("default", value));
        example(property, node);
        return node;
    }

    private static void example(Schema.Property property, ObjectNode node) {
        boolean own = !property.example().isEmpty();
        switch (property.schema()) {
            case Schema.StringType string -> {
                String example = own ? property.example() : string.example();
                if (!example.isEmpty()) {
                    node.putArray("examples").add(example);
                }
            }
            case Schema.IntegerType integer ->
                node.putArray("examples")
                        .add(
                                own
                                        ? Long.parseLong(property.example())
                                        : property.defaultValue().orElse(integer.example()));
            case Schema.EnumType enumeration -> {
                if (own) {
                    node.putArray("examples").add(property.example());
                }
            }
            case Schema.BooleanType() -> {}
            case Schema.ArrayType array -> {}
            case Schema.MapType map -> {}
            case Schema.AnyOf anyOf -> {}
            case Schema.AnyType() -> {}
            case Schema.Named named -> {}
        }
    }

    private ObjectNode reference(Schema.Named named) {
        Schema.Named before = written.putIfAbsent(named.name(), named);
        if (before == null) {
            // The name is registered before the properties are written. So a property that uses the same schema again
            // becomes a reference, and a recursive schema does not recurse endlessly.
            components.put(named.name(), NODES.objectNode());
            components.put(named.name(), component(named));
        } else if (!before.equals(named)) {
            throw new IllegalStateException("two schemas are called " + named.name());
        }
        return NODES.objectNode().put("$ref", home + named.name());
    }

    private ObjectNode component(Schema.Named named) {
        return switch (named) {
            case Schema.ObjectType object -> object(object);
            case Schema.OneOf oneOf -> oneOf(oneOf);
        };
    }

    private ObjectNode object(Schema.ObjectType object) {
        ObjectNode node = typed("object");
        describe(object.description(), node);
        List<String> required = object.properties().stream()
                .filter(Schema.Property::required)
                .map(Schema.Property::name)
                .toList();
        if (!required.isEmpty()) {
            ArrayNode names = node.putArray("required");
            required.forEach(names::add);
        }
        ObjectNode properties = node.putObject("properties");
        object.properties().forEach(property -> properties.set(property.name(), write(property)));
        return node;
    }

    private ObjectNode oneOf(Schema.OneOf oneOf) {
        ObjectNode node = NODES.objectNode();
        describe(oneOf.description(), node);
        ArrayNode variants = node.putArray("oneOf");
        ObjectNode discriminator = NODES.objectNode().put("propertyName", oneOf.property());
        ObjectNode mapping = discriminator.putObject("mapping");
        oneOf.variants().forEach((value, object) -> {
            variants.add(reference(object));
            mapping.put(value, home + object.name());
        });
        node.set("discriminator", discriminator);
        return node;
    }

    private ObjectNode array(Schema.ArrayType array) {
        ObjectNode node = typed("array");
        node.set("items", write(array.items()));
        if (array.minItems() > 0) {
            node.put("minItems", array.minItems());
        }
        if (array.maxItems() < Schema.INTEGER_MAX) {
            node.put("maxItems", array.maxItems());
        }
        return node;
    }

    private static ObjectNode string(Schema.StringType string) {
        ObjectNode node = typed("string");
        if (!string.format().isEmpty()) {
            node.put("format", string.format());
        }
        if (string.minLength() > 0) {
            node.put("minLength", string.minLength());
        }
        if (string.maxLength() < Integer.MAX_VALUE) {
            node.put("maxLength", string.maxLength());
        }
        if (!string.pattern().isEmpty()) {
            node.put("pattern", string.pattern());
        }
        return node;
    }

    private static ObjectNode enumeration(Schema.EnumType enumeration) {
        ObjectNode node = typed("string");
        ArrayNode values = node.putArray("enum");
        enumeration.values().forEach(values::add);
        return node;
    }

    private static void describe(String description, ObjectNode node) {
        if (!description.isEmpty()) {
            node.put("description", description);
        }
    }

    private static ObjectNode typed(String type) {
        return NODES.objectNode().put("type", type);
    }
}
