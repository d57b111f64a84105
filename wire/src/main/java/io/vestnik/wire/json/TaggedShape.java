package io.vestnik.wire.json;

import io.vestnik.wire.schema.Schema;
import org.jspecify.annotations.Nullable;

/// The JSON form of a record that has an additional property, whose value identifies the record: `{"type": "send", …}`.
///
/// @param <R> the record class
public final class TaggedShape<R extends Record> implements WireType<R> {
    private final String property;
    private final String value;
    private final RecordShape<R> shape;
    private final byte[] name;
    private final byte[] tag;

    /// @param property the additional property, in ASCII
    /// @param value the value of that property
    public TaggedShape(String property, String value, RecordShape<R> shape) {
        this.property = property;
        this.value = value;
        this.shape = shape;
        this.name = JsonBytes.ascii(property);
        this.tag = new JsonBytes(0).beginObject().name(property).text(value).toBytes();
    }

    /// The value of the additional property.
    public String value() {
        return value;
    }

    @Override
    public Schema.ObjectType schema() {
        return shape.schema().tagged(shape.name(), property, value);
    }

    /// Reads the next value. The caller has already checked the additional property.
    @Override
    public @Nullable R read(JsonReader in, String field, Problems problems) throws MalformedJsonException {
        return in.kind() == JsonReader.Kind.OBJECT
                ? shape.readTagged(name, in, field, problems)
                : refuse(in, field, "must be an object", problems);
    }

    @Override
    public void write(R record, JsonBytes out) {
        shape.writeTagged(tag, record, out);
    }

    /// Writes a record. The caller has checked that the record has the class of this shape.
    void writeAny(Object record, JsonBytes out) {
        @SuppressWarnings("unchecked") // the shape was found by the value's class
        R own = (R) record;
        write(own, out);
    }
}
