package io.vestnik.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Lists and sets of values.
final class Lists {
    private Lists() {}

    static <T> WireType<List<T>> list(WireType<T> item, long min, long max) {
        return new Several<>(item, min, max, List::copyOf);
    }

    /// A set; duplicates in the list count once.
    static <T> WireType<Set<T>> set(WireType<T> item, long min, long max) {
        return new Several<>(item, min, max, values -> Collections.unmodifiableSet(new LinkedHashSet<>(values)));
    }

    private record Several<T, C extends Collection<T>>(
            WireType<T> item, long min, long max, Function<List<T>, C> collect) implements WireType<C> {
        @Override
        public Schema schema() {
            return new Schema.Items(item.schema(), min, max);
        }

        @Override
        public Optional<C> read(JsonNode node, String field, Problems problems) {
            if (!node.isArray()) {
                problems.add(field, "must be a list");
                return Optional.empty();
            }
            if (node.size() < min || node.size() > max) {
                problems.add(field, String.format(Locale.ROOT, "must have %d to %d entries", min, max));
                return Optional.empty();
            }
            List<T> values = new ArrayList<>(node.size());
            for (int i = 0; i < node.size(); i++) {
                item.read(node.get(i), field + "[" + i + "]", problems).ifPresent(values::add);
            }
            return values.size() == node.size() ? Optional.of(collect.apply(values)) : Optional.empty();
        }

        @Override
        public void write(C value, JsonGenerator out) throws IOException {
            out.writeStartArray();
            for (T each : value) {
                item.write(each, out);
            }
            out.writeEndArray();
        }
    }
}
