package io.vestnik.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Converts schemas to JSON Schema (2020-12). Each named schema is written once and referenced elsewhere.
///
/// Not thread-safe.
public final class SchemaWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private final String home;
    private final Map<String, ObjectNode> components = new TreeMap<>();
    private final Map<String, Schema.Named> written = new TreeMap<>();

    /// @param home the path of the named schemas in the document: `#/components/schemas/`
    public SchemaWriter(String home) {
        this.home = home;
    }

    /// The named schemas written so far, by name.
    public SortedMap<String, ObjectNode> components() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(components));
    }

    /// The JSON of a schema, or a reference to it if it has a name.
    public ObjectNode write(Schema schema) {
        return switch (schema) {
            case Schema.Text text -> text(text);
            case Schema.Choice choice -> choice(choice);
            case Schema.Whole whole ->
                typed("integer")
                        .put("format", "int64")
                        .put("minimum", whole.min())
                        .put("maximum", whole.max());
            case Schema.Flag() -> typed("boolean");
            case Schema.Items items -> items(items);
            case Schema.Entries entries -> {
                ObjectNode node = typed("object").put("maxProperties", entries.max());
                node.set("propertyNames", write(entries.key()));
                node.set("additionalProperties", write(entries.value()));
                yield node;
            }
            case Schema.AnyOf anyOf -> {
                ObjectNode node = NODES.objectNode();
                ArrayNode alternatives = node.putArray("anyOf");
                anyOf.alternatives().forEach(alternative -> alternatives.add(write(alternative)));
                yield node;
            }
            case Schema.Anything() -> NODES.objectNode();
            case Schema.Named named -> reference(named);
        };
    }

    /// Like [#write], with the description of the property.
    public ObjectNode write(Schema.Property property) {
        ObjectNode node = write(property.schema());
        if (!property.description().isEmpty()) {
            node.put("description", property.description());
        }
        property.standIn().ifPresent(value -> node.put("default", value));
        example(property, node);
        return node;
    }

    private static void example(Schema.Property property, ObjectNode node) {
        boolean own = !property.example().isEmpty();
        switch (property.schema()) {
            case Schema.Text text -> {
                String example = own ? property.example() : text.example();
                if (!example.isEmpty()) {
                    node.putArray("examples").add(example);
                }
            }
            case Schema.Whole whole ->
                node.putArray("examples")
                        .add(
                                own
                                        ? Long.parseLong(property.example())
                                        : property.standIn().orElse(whole.example()));
            case Schema.Choice choice -> {
                if (own) {
                    node.putArray("examples").add(property.example());
                }
            }
            case Schema.Flag() -> {}
            case Schema.Items items -> {}
            case Schema.Entries entries -> {}
            case Schema.AnyOf anyOf -> {}
            case Schema.Anything() -> {}
            case Schema.Named named -> {}
        }
    }

    private ObjectNode reference(Schema.Named named) {
        Schema.Named before = written.putIfAbsent(named.name(), named);
        if (before == null) {
            // The name is registered first, so that a recursive shape ends here.
            components.put(named.name(), NODES.objectNode());
            components.put(named.name(), component(named));
        } else if (!before.equals(named)) {
            throw new IllegalStateException("two schemas are called " + named.name());
        }
        return NODES.objectNode().put("$ref", home + named.name());
    }

    private ObjectNode component(Schema.Named named) {
        return switch (named) {
            case Schema.Structure structure -> structure(structure);
            case Schema.Union union -> union(union);
        };
    }

    private ObjectNode structure(Schema.Structure structure) {
        ObjectNode node = typed("object");
        describe(structure.description(), node);
        List<String> required = structure.properties().stream()
                .filter(property -> property.presence() == Schema.Presence.REQUIRED)
                .map(Schema.Property::name)
                .toList();
        if (!required.isEmpty()) {
            ArrayNode names = node.putArray("required");
            required.forEach(names::add);
        }
        ObjectNode properties = node.putObject("properties");
        structure.properties().forEach(property -> properties.set(property.name(), write(property)));
        return node;
    }

    private ObjectNode union(Schema.Union union) {
        ObjectNode node = NODES.objectNode();
        describe(union.description(), node);
        ArrayNode variants = node.putArray("oneOf");
        ObjectNode discriminator = NODES.objectNode().put("propertyName", union.property());
        ObjectNode mapping = discriminator.putObject("mapping");
        union.variants().forEach((value, structure) -> {
            variants.add(reference(structure));
            mapping.put(value, home + structure.name());
        });
        node.set("discriminator", discriminator);
        return node;
    }

    private ObjectNode items(Schema.Items items) {
        ObjectNode node = typed("array");
        node.set("items", write(items.item()));
        if (items.min() > 0) {
            node.put("minItems", items.min());
        }
        if (items.max() < WireTypes.WHOLE_MAX) {
            node.put("maxItems", items.max());
        }
        return node;
    }

    private static ObjectNode text(Schema.Text text) {
        ObjectNode node = typed("string");
        if (!text.format().isEmpty()) {
            node.put("format", text.format());
        }
        if (text.minLength() > 0) {
            node.put("minLength", text.minLength());
        }
        if (text.maxLength() < Integer.MAX_VALUE) {
            node.put("maxLength", text.maxLength());
        }
        if (!text.pattern().isEmpty()) {
            node.put("pattern", text.pattern());
        }
        return node;
    }

    private static ObjectNode choice(Schema.Choice choice) {
        ObjectNode node = typed("string");
        ArrayNode values = node.putArray("enum");
        choice.values().forEach(values::add);
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
