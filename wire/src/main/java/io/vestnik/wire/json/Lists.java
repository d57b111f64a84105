package io.vestnik.wire.json;

import io.vestnik.wire.schema.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// JSON forms of lists and sets.
final class Lists {
    private Lists() {}

    static <T> WireType<List<T>> list(WireType<T> item, long min, long max) {
        return new ArrayType<>(item, min, max, List::copyOf);
    }

    /// The JSON form of a set: a list in which duplicates count once.
    static <T> WireType<Set<T>> set(WireType<T> item, long min, long max) {
        return new ArrayType<>(item, min, max, values -> Collections.unmodifiableSet(new LinkedHashSet<>(values)));
    }

    private record ArrayType<T, C extends Collection<T>>(
            WireType<T> item, long min, long max, Function<List<T>, C> collect) implements WireType<C> {
        @Override
        public Schema schema() {
            return new Schema.ArrayType(item.schema(), min, max);
        }

        @Override
        public @Nullable C read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
            if (in.kind() != JsonReader.Kind.ARRAY) {
                return refuse(in, field, "must be a list", problems);
            }
            List<T> values = new ArrayList<>();
            Problems inItems = new Problems();
            int count = 0;
            for (boolean more = in.beginArray(); more; more = in.nextItem()) {
                if (count < max) {
                    T value = item.read(in, field + "[" + count + "]", inItems);
                    if (value != null) {
                        values.add(value);
                    }
                } else {
                    in.skip();
                }
                count++;
            }
            if (count < min || count > max) {
                // If the length of the list is wrong, only the length is reported. The problems of its items are
                // dropped.
                problems.add(field, String.format(Locale.ROOT, "must have %d to %d entries", min, max));
                return null;
            }
            problems.addAll(inItems);
            return values.size() == count ? collect.apply(values) : null;
        }

        @Override
        public void write(C value, JsonBytes out) {
            out.beginArray();
            boolean first = true;
            for (T each : value) {
                if (!first) {
                    out.nextItem();
                }
                first = false;
                item.write(each, out);
            }
            out.endArray();
        }
    }
}
