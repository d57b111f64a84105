package io.vestnik.wire.json;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A record while it is read. Its components may come in any order and from several places; the problems are reported
/// in the order of the components. Makes one record; not thread-safe.
///
/// @param <R> the record class
public final class RecordReading<R extends Record> {
    private static final byte[] NO_TAG = {};

    private final RecordShape<R> shape;
    private final String at;
    private final @Nullable Object[] components;
    /// A bit for each component whose property was present, even with the value `null`.
    private long named;
    /// A bit for each component whose property had a value other than `null`.
    private long given;
    private @Nullable Problems @Nullable [] problems;
    private Problems next = new Problems();
    private @Nullable Set<String> unknown;

    RecordReading(RecordShape<R> shape, String at) {
        this.shape = shape;
        this.at = at;
        this.components = new @Nullable Object[shape.fields().size()];
    }

    /// Reads the next value, which must be an object. The properties of the included components are read; other
    /// properties are ignored.
    public void readObject(JsonReader in, Predicate<RecordShape.Field> included) throws MalformedJsonException {
        readTagged(NO_TAG, in, included);
    }

    /// Reads the next value, which must be an object, and skips its property `tag`.
    void readTagged(byte[] tag, JsonReader in, Predicate<RecordShape.Field> included) throws MalformedJsonException {
        boolean tagged = false;
        int likely = 0;
        for (boolean more = in.beginObject(); more; more = in.nextProperty()) {
            if (tag.length > 0 && in.hasName(tag)) {
                if (tagged) {
                    throw in.malformed();
                }
                tagged = true;
                in.skip();
                continue;
            }
            int index = indexOfName(in, likely);
            if (index < 0 || !included.test(shape.fields().get(index))) {
                skipUnknown(in);
            } else {
                if ((named >> index & 1) == 1) {
                    throw in.malformed();
                }
                read(shape.fields().get(index), in);
                likely = index + 1;
            }
        }
    }

    /// Finds the component of the current property, or -1. The search begins at `likely`, since clients mostly send the
    /// properties in the order of the components.
    private int indexOfName(JsonReader in, int likely) throws MalformedJsonException {
        int count = components.length;
        for (int i = 0; i < count; i++) {
            int index = likely + i < count ? likely + i : likely + i - count;
            if (in.hasName(shape.fields().get(index).encodedName())) {
                return index;
            }
        }
        return -1;
    }

    private void skipUnknown(JsonReader in) throws MalformedJsonException {
        Set<String> names = unknown;
        if (names == null) {
            names = new HashSet<>();
            unknown = names;
        }
        if (!names.add(in.name())) {
            throw in.malformed();
        }
        in.skip();
    }

    /// Reads the next value as the value of a component; `null` means no value.
    public void read(RecordShape.Field field, JsonReader in) throws MalformedJsonException {
        int index = field.index();
        named |= 1L << index;
        if (in.kind() == JsonReader.Kind.NULL) {
            in.skip();
            return;
        }
        given |= 1L << index;
        components[index] = field.read(in, path(field), next);
        if (!next.none()) {
            keep(index);
        }
    }

    /// Reports a problem of a component.
    public void refuse(RecordShape.Field field, String message) {
        next.add(path(field), message);
        keep(field.index());
    }

    private void keep(int index) {
        @Nullable Problems[] all = problems;
        if (all == null) {
            all = new @Nullable Problems[components.length];
            problems = all;
        }
        all[index] = next;
        next = new Problems();
    }

    private String path(RecordShape.Field field) {
        return at.isEmpty() ? field.name() : at + "." + field.name();
    }

    /// Makes the record from the components that were read.
    ///
    /// @param found receives the problems of the components and of the record itself
    /// @return the record; null if a problem prevents making it. Even if a record is returned, `found` may have
    ///     problems.
    public @Nullable R end(Problems found) {
        boolean complete = true;
        for (RecordShape.Field field : shape.fields()) {
            int index = field.index();
            Problems own = problems == null ? null : problems[index];
            if (own != null) {
                found.addAll(own);
            }
            if ((given >> index & 1) == 0) {
                components[index] = field.absent(path(field), found);
            }
            complete &= components[index] != null;
        }
        return complete ? shape.create(components, at, found) : null;
    }
}
