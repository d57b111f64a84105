package io.vestnik.wire.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The allowed JSON at some place: the part of JSON Schema that this protocol needs, fit for OpenAPI 3.1 and AsyncAPI 3
/// alike. [SchemaWriter] converts it to JSON.
public sealed interface Schema {
    /// The largest whole number that every client reads exactly: 2⁵³ − 1.
    long INTEGER_MAX = (1L << 53) - 1;

    /// A string.
    ///
    /// @param format as in JSON Schema, empty for none
    /// @param minLength in code points
    /// @param maxLength in code points
    /// @param pattern a regular expression, empty for none
    /// @param example a value, empty for none
    record StringType(String format, int minLength, int maxLength, String pattern, String example) implements Schema {
        /// Any string of a bounded length.
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

    /// A whole number, both bounds included.
    record IntegerType(long minimum, long maximum, long example) implements Schema {}

    /// True or false.
    record BooleanType() implements Schema {}

    /// A list.
    record ArrayType(Schema items, long minItems, long maxItems) implements Schema {}

    /// An object whose property names are data.
    ///
    /// @param propertyNames the schema of a name
    record MapType(StringType propertyNames, Schema additionalProperties, long maxProperties) implements Schema {}

    /// One of several schemas.
    record AnyOf(List<Schema> alternatives) implements Schema {
        /// Copies `alternatives`.
        public AnyOf {
            alternatives = List.copyOf(alternatives);
        }
    }

    /// Any JSON value, such as the body of a document that is described elsewhere.
    record AnyType() implements Schema {}

    /// A schema with a name, written once in a document.
    sealed interface Named extends Schema {
        /// Unique among all named schemas.
        String name();
    }

    /// An object with these properties, and others that a reader ignores.
    record ObjectType(String name, String description, List<Property> properties) implements Named {
        /// Copies `properties`.
        public ObjectType {
            properties = List.copyOf(properties);
        }

        /// The same object, called `name`, with a first property whose value identifies it.
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
    /// @param variants by that value
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

    /// A named part of an object.
    ///
    /// @param description empty for none
    /// @param example as in [Description]
    /// @param defaultValue the value used when the property is absent
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
