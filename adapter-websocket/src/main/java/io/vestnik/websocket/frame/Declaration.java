package io.vestnik.websocket.frame;

import io.vestnik.application.live.Resume;
import io.vestnik.wire.json.Scalars;
import io.vestnik.wire.json.TaggedShape;
import io.vestnik.wire.json.WireTypes;
import io.vestnik.wire.schema.Schema;

/// A type of frame: the value of `type`, and the shape of the other properties.
///
/// @param <R> the record that holds a frame of this type
record Declaration<R extends Record>(Class<R> frame, TaggedShape<R> shape) {
    /// The name of the property that holds the type of a frame.
    static final String TYPE = "type";

    /// The JSON types of all values in frames.
    private static final WireTypes TYPES = WireTypes.STANDARD
            .with(Ref.class, Ref.TYPE)
            .with(ResumeCursors.class, ResumeCursors.TYPE)
            .with(Resume.Unlisted.class, Scalars.enumeration(Resume.Unlisted.class));

    static <R extends Record> Declaration<R> of(String type, Class<R> frame) {
        return new Declaration<>(frame, new TaggedShape<>(TYPE, type, TYPES.shape(frame)));
    }

    /// The value of the property `type`.
    String type() {
        return shape.value();
    }

    /// The schema of the complete frame, including `type`.
    Schema.ObjectType schema() {
        return shape.schema();
    }
}
