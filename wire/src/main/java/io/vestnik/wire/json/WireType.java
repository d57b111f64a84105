package io.vestnik.wire.json;

import io.vestnik.wire.schema.Schema;
import org.jspecify.annotations.Nullable;

/// The JSON form of the values of one type: described, read and written in one place.
///
/// @param <T> the type of the value
public interface WireType<T> {

    /// The schema of the JSON.
    Schema schema();

    /// Reads the next value; null after reporting an error to `problems`. Reads exactly one value in either case.
    ///
    /// @param field the position of the value, for the problems
    /// @throws MalformedJsonException if the text is no JSON
    @Nullable
    T read(JsonReader in, String field, Problems problems) throws MalformedJsonException;

    /// Writes a value.
    void write(T value, JsonBytes out);

    /// Reads a whole text.
    ///
    /// @throws MalformedJsonException if the text is no JSON
    default Decoded<T> decode(byte[] utf8) throws MalformedJsonException {
        JsonReader in = new JsonReader(utf8);
        Problems problems = new Problems();
        T value = read(in, "", problems);
        in.end();
        return Decoded.of(value, problems);
    }

    /// Reports an error in place of the next value.
    ///
    /// @return null
    default @Nullable T refuse(JsonReader in, String field, String message, Problems problems)
            throws MalformedJsonException {
        problems.add(field, message);
        in.skip();
        return null;
    }
}
