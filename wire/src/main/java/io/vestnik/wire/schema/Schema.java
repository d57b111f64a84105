package io.vestnik.wire.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The rules for a JSON value: the part of JSON Schema that this protocol needs, valid in OpenAPI 3.1 and AsyncAPI 3.
/// [SchemaWriter] converts a schema to JSON.
public sealed interface Schema {
    /// The largest whole number that a client with floating-point numbers reads exactly: 2⁵³ − 1.
    long INTEGER_MAX = (1L << 53) - 1;

    /// A string.
    ///
    /// @param format as in JSON Schema; empty = none
    /// @param minLength in code points
    /// @param maxLength in code points
    /// @param pattern a regular expression; empty = none
    /// @param example an example value; empty = none
    record StringType(String format, int minLength, int maxLength, String pattern, String example) implements Schema {
        /// A string with a bounded length and no other rule.
        public static StringType ofLength(int minLength, int maxLength, String example) {
            return new StringType("", minLength, maxLength, "", example);
        }
    }

    /// One of a few strings.
    record EnumType(List<String> values) implements Schema {
        /// Copies `values`.
        public EnumType {
            values = List.copyOf(values);
        }
    }

    /// A whole number between two bounds, both allowed.
    record IntegerType(long minimum, long maximum, long example) implements Schema {}

    /// True or false.
    record BooleanType() implements Schema {}

    /// A list.
    record ArrayType(Schema items, long minItems, long maxItems) implements Schema {}

    /// An object whose property names are data, such as ids.
    ///
    /// @param propertyNames the schema of the property names
    record MapType(StringType propertyNames, Schema additionalProperties, long maxProperties) implements Schema {}

    /// A value that fits at least one of several schemas.
    record AnyOf(List<Schema> alternatives) implements Schema {
        /// Copies `alternatives`.
        public AnyOf {
            alternatives = List.copyOf(alternatives);
        }
    }

    /// Any JSON value, such as a document that is described elsewhere.
    record AnyType() implements Schema {}

    /// A schema with a name, which a document contains once and refers to by name.
    sealed interface Named extends Schema {
        /// The name, unique among all named schemas.
        String name();
    }

    /// An object with these properties. A reader ignores other properties.
    record ObjectType(String name, String description, List<Property> properties) implements Named {
        /// Copies `properties`.
        public ObjectType {
            properties = List.copyOf(properties);
        }

        /// Returns this schema with an additional first property, whose only allowed value is `value`.
        ///
        /// @param newName the name of the new schema
        public ObjectType tagged(String newName, String property, String value) {
            Property tag = new Property(
                    property,
                    new EnumType(List.of(value)),
                    Presence.REQUIRED,
                    "Always `" + value + "`.",
                    "",
                    Optional.empty());
            return new ObjectType(
                    newName,
                    description,
                    Stream.concat(Stream.of(tag), properties.stream()).toList());
        }
    }

    /// One of several objects, distinguished by the value of a property.
    ///
    /// @param variants the object for each value of the property
    record OneOf(String name, String description, String property, SequencedMap<String, ObjectType> variants)
            implements Named {
        /// Copies `variants`, keeping their order.
        public OneOf {
            variants = copy(variants);
        }

        private static SequencedMap<String, ObjectType> copy(Map<String, ObjectType> variants) {
            return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variants));
        }
    }

    /// A property of an object.
    ///
    /// @param description empty = none
    /// @param example an example value as in [Description]; empty = the example of the type
    /// @param defaultValue the value used if the property is absent
    record Property(
            String name,
            Schema schema,
            Presence presence,
            String description,
            String example,
            Optional<Long> defaultValue) {
        /// Whether the property is always present.
        public boolean required() {
            return presence == Presence.REQUIRED;
        }
    }

    /// Whether a property may be absent.
    enum Presence {
        /// The property is always present.
        REQUIRED,
        /// The property may be absent.
        OPTIONAL
    }
}
