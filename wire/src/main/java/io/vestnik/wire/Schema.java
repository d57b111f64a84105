package io.vestnik.wire;

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

    /// A string.
    ///
    /// @param format as in JSON Schema, empty for none
    /// @param minLength in code points
    /// @param maxLength in code points
    /// @param pattern a regular expression, empty for none
    /// @param example a value, empty for none
    record Text(String format, int minLength, int maxLength, String pattern, String example) implements Schema {
        /// Any string of a bounded length.
        public static Text ofLength(int minLength, int maxLength, String example) {
            return new Text("", minLength, maxLength, "", example);
        }
    }

    /// One of a few strings.
    record Choice(List<String> values) implements Schema {
        /// Copies `values`.
        public Choice {
            values = List.copyOf(values);
        }
    }

    /// A whole number, both bounds included.
    record Whole(long min, long max, long example) implements Schema {}

    /// True or false.
    record Flag() implements Schema {}

    /// A list.
    record Items(Schema item, long min, long max) implements Schema {}

    /// An object whose property names are data.
    ///
    /// @param key the schema of a name
    record Entries(Text key, Schema value, long max) implements Schema {}

    /// One of several schemas.
    record AnyOf(List<Schema> alternatives) implements Schema {
        /// Copies `alternatives`.
        public AnyOf {
            alternatives = List.copyOf(alternatives);
        }
    }

    /// Any JSON value, such as the body of a document that is described elsewhere.
    record Anything() implements Schema {}

    /// A schema with a name, written once in a document.
    sealed interface Named extends Schema {
        /// Unique among all named schemas.
        String name();
    }

    /// An object with these properties, and others that a reader ignores.
    record Structure(String name, String description, List<Property> properties) implements Named {
        /// Copies `properties`.
        public Structure {
            properties = List.copyOf(properties);
        }

        /// The same object, called `name`, with a first property whose value identifies it.
        public Structure tagged(String newName, String property, String value) {
            Property tag = new Property(
                    property,
                    new Choice(List.of(value)),
                    Presence.REQUIRED,
                    "Always `" + value + "`.",
                    "",
                    Optional.empty());
            return new Structure(
                    newName,
                    description,
                    Stream.concat(Stream.of(tag), properties.stream()).toList());
        }
    }

    /// One of several objects, distinguished by the value of a property.
    ///
    /// @param variants by that value
    record Union(String name, String description, String property, SequencedMap<String, Structure> variants)
            implements Named {
        /// Copies `variants`, keeping their order.
        public Union {
            variants = copy(variants);
        }

        private static SequencedMap<String, Structure> copy(Map<String, Structure> variants) {
            return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variants));
        }
    }

    /// A named part of an object.
    ///
    /// @param description empty for none
    /// @param example as in [About]
    /// @param standIn the value used when the property is absent
    record Property(
            String name,
            Schema schema,
            Presence presence,
            String description,
            String example,
            Optional<Long> standIn) {}

    /// Whether a property may be absent.
    enum Presence {
        /// The property is always present.
        REQUIRED,
        /// The property may be absent.
        OPTIONAL
    }
}
