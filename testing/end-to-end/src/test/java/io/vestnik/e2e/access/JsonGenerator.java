package io.vestnik.e2e.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/// Generates JSON from the schemas that the server publishes, and spoils it. The same seed generates the same JSON.
///
/// @param document the document in which references are resolved
/// @param known returns a value that is meaningful to the server for the name of a property; empty if there is none
record JsonGenerator(JsonNode document, Random random, Function<String, Optional<JsonNode>> known) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> LETTERS = List.of(
            "a", "Z", "7", " ", "_", "я", "é", "e\u0301", "\u202E", "\uD83D\uDE00", "\u0001", "\\", "\"", "%", "'");
    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "null",
            "\u0000",
            "\uD800",
            "a\uDC00",
            "\uFEFF",
            "../../etc/passwd",
            "';drop table users;--",
            "${jndi:ldap://x/}",
            "<script>",
            "%00",
            "00000000-0000-0000-0000-000000000000",
            "1-1-1-1-1",
            "9223372036854775808",
            "1e400",
            "\u2028");

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /// Generates a value that is valid under the schema.
    JsonNode generate(JsonNode schema, String name) {
        if (schema.has("$ref")) {
            return generate(document.at(schema.path("$ref").asText().substring(1)), name);
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                JsonNode variants = schema.path(choice);
                return generate(variants.get(random.nextInt(variants.size())), name);
            }
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
            case "object" -> object(schema);
            case "array" -> array(schema, name);
            case "string" -> known.apply(name).orElseGet(() -> TextNode.valueOf(text(schema)));
            case "integer" -> known.apply(name).orElseGet(() -> LongNode.valueOf(whole(schema)));
            case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
            default -> NullNode.instance;
        };
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || chance(40)) {
                object.set(property.getKey(), generate(property.getValue(), property.getKey()));
            }
        });
        if (schema.path("additionalProperties").isObject()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                object.set(
                        generate(schema.path("propertyNames"), "chatId").asText(),
                        generate(schema.path("additionalProperties"), "version"));
            }
        }
        return object;
    }

    private JsonNode array(JsonNode schema, String name) {
        ArrayNode array = NODES.arrayNode();
        int min = schema.path("minItems").asInt(0);
        int max = Math.min(schema.path("maxItems").asInt(3), min + 3);
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            array.add(generate(schema.path("items"), name));
        }
        return array;
    }

    private String text(JsonNode schema) {
        if (schema.path("format").asText().equals("uuid")) {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        int min = schema.path("minLength").asInt(0);
        int max = Math.max(min, schema.path("maxLength").asInt(100));
        int length = chance(3) ? max : Math.min(max, min + random.nextInt(20));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(schema.has("pattern") || chance(70) ? (char) ('a' + random.nextInt(26)) : pick(LETTERS));
        }
        return text.toString();
    }

    private long whole(JsonNode schema) {
        long min = schema.path("minimum").asLong(0);
        long max = schema.path("maximum").asLong(1000);
        return switch (random.nextInt(8)) {
            case 0 -> min;
            case 1 -> max;
            default -> Math.min(max, min + random.nextInt(8));
        };
    }

    /// Returns a copy of the tree with one changed, added or removed part, so that the copy is mostly invalid.
    JsonNode spoiled(JsonNode tree) {
        JsonNode copy = tree.deepCopy();
        List<JsonNode> containers = new ArrayList<>();
        collect(copy, containers);
        if (containers.isEmpty() || chance(3)) {
            return odd();
        }
        JsonNode container = pick(containers);
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            if (names.isEmpty() || chance(15)) {
                object.set(chance(50) ? "unknown" : pick(ODD_TEXTS), odd());
            } else if (chance(20)) {
                object.remove(pick(names));
            } else {
                object.set(pick(names), odd());
            }
        } else if (container instanceof ArrayNode array) {
            if (!array.isEmpty() && chance(50)) {
                array.set(random.nextInt(array.size()), odd());
            } else {
                array.add(odd());
            }
        }
        return copy;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private JsonNode odd() {
        return switch (random.nextInt(14)) {
            case 0 -> NullNode.instance;
            case 1 -> BooleanNode.valueOf(random.nextBoolean());
            case 2 -> LongNode.valueOf(-1);
            case 3 -> LongNode.valueOf(pick(List.of(0L, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE)));
            case 4 -> BigIntegerNode.valueOf(BigInteger.TEN.pow(40));
            case 5 -> DoubleNode.valueOf(0.5);
            case 6 -> DecimalNode.valueOf(new BigDecimal("1e300"));
            case 7 -> NODES.arrayNode();
            case 8 -> NODES.objectNode();
            case 9 -> TextNode.valueOf("x".repeat(random.nextInt(6000)));
            case 10 -> deep();
            default -> TextNode.valueOf(pick(ODD_TEXTS));
        };
    }

    private static JsonNode deep() {
        JsonNode inner = NODES.arrayNode();
        for (int i = 0; i < 300; i++) {
            inner = NODES.arrayNode().add(inner);
        }
        return inner;
    }

    /// Returns a copy in which a few bytes differ, or which is cut or has repeated bytes at its end.
    byte[] spoiled(byte[] bytes) {
        byte[] copy = bytes.clone();
        for (int i = 1 + random.nextInt(3); i > 0 && copy.length > 0; i--) {
            int at = random.nextInt(copy.length);
            copy = switch (random.nextInt(4)) {
                case 0 -> Arrays.copyOf(copy, at);
                case 1 -> spliced(copy, at, copy.length - at);
                case 2 -> {
                    copy[at] = (byte) random.nextInt(256);
                    yield copy;
                }
                default -> {
                    copy[at] ^= (byte) (1 << random.nextInt(8));
                    yield copy;
                }
            };
        }
        return copy;
    }

    /// Returns the bytes with a part of them repeated at the end.
    private static byte[] spliced(byte[] bytes, int at, int length) {
        byte[] longer = new byte[bytes.length + length];
        System.arraycopy(bytes, 0, longer, 0, bytes.length);
        System.arraycopy(bytes, at, longer, bytes.length, length);
        return longer;
    }

    /// Returns a part of a path or query that may be invalid there.
    String oddPiece() {
        return pick(List.of(
                "%00",
                "%FF", "..", "%2e%2e", "%2F", "-1", "0", "1e3", "%F0%9F%98%80", "a".repeat(300), "%E2%80%AE", "*"));
    }

    /// Returns a function that chooses one of the given values for a name, and sometimes none.
    static Function<String, Optional<JsonNode>> of(Random random, Map<String, List<String>> values) {
        return name -> {
            List<String> some = values.getOrDefault(name, List.of());
            return some.isEmpty() || random.nextInt(100) < 10
                    ? Optional.empty()
                    : Optional.of(TextNode.valueOf(some.get(random.nextInt(some.size()))));
        };
    }
}
