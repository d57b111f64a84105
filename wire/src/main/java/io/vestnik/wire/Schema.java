package io.vestnik.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// What JSON may look like at some place: the part of JSON Schema that this protocol needs, fit for OpenAPI 3.1 and
/// AsyncAPI 3 alike. [SchemaWriter] turns it into JSON.
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

    /// A whole number, both ends included.
    record Whole(long min, long max, long example) implements Schema {}

    /// True or false.
    record Flag() implements Schema {}

    /// A list.
    record Items(Schema item, long min, long max) implements Schema {}

    /// An object whose names are data.
    ///
    /// @param key what a name looks like
    record Entries(Text key, Schema value, long max) implements Schema {}

    /// One of several.
    record AnyOf(List<Schema> alternatives) implements Schema {
        /// Copies `alternatives`.
        public AnyOf {
            alternatives = List.copyOf(alternatives);
        }
    }

    /// Anything at all, as the body of a document that is described elsewhere.
    record Anything() implements Schema {}

    /// A schema that has a name and stands once in a document.
    sealed interface Named extends Schema {
        /// Unique among all.
        String name();
    }

    /// An object with these properties, and others that a reader ignores.
    record Structure(String name, String description, List<Property> properties) implements Named {
        /// Copies `properties`.
        public Structure {
            properties = List.copyOf(properties);
        }

        /// The same object, called `name`, with a property in front whose value tells it from others.
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

    /// One of several objects, told apart by the value of a property.
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
    /// @param standIn what counts when it is absent
    record Property(
            String name,
            Schema schema,
            Presence presence,
            String description,
            String example,
            Optional<Long> standIn) {}

    /// Whether a property may be absent.
    enum Presence {
        /// It is always there.
        REQUIRED,
        /// It may be absent.
        OPTIONAL
    }
}
