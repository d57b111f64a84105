package io.vestnik.websocket;

import io.vestnik.application.live.Resume;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.RecordShape;
import io.vestnik.wire.Scalars;
import io.vestnik.wire.Schema;
import io.vestnik.wire.WireTypes;
import java.util.Arrays;

/// A type of frame: the value of `type`, and the shape of the other properties.
///
/// @param <R> the record that holds such a frame
record Declaration<R extends Record>(String type, Class<R> frame, RecordShape<R> shape) {
    /// The property with the type of a frame.
    static final String TYPE = "type";

    /// The JSON types of all values in frames.
    private static final WireTypes TYPES = WireTypes.STANDARD
            .with(Ref.class, Ref.TYPE)
            .with(Known.class, Known.TYPE)
            .with(Resume.Unlisted.class, Scalars.choice(Resume.Unlisted.class))
            .with(ErrorCode.class, Scalars.choice(Arrays.asList(ErrorCode.values()), ErrorCode::code));

    static <R extends Record> Declaration<R> of(String type, Class<R> frame) {
        return new Declaration<>(type, frame, TYPES.shape(frame));
    }

    /// The schema of the complete frame, `type` included.
    Schema.Structure schema() {
        return shape.schema().tagged(shape.name(), TYPE, type);
    }
}
