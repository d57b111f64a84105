package io.vestnik.wire.json;

import io.vestnik.wire.schema.Schema;
import org.jspecify.annotations.Nullable;

/// The JSON form of the values of one type: its schema, its reader and its writer.
///
/// @param <T> the type of the values
public interface WireType<T> {

    /// The schema of the values in JSON.
    Schema schema();

    /// Reads the next value. Exactly one value is consumed, even if it has an error.
    ///
    /// @param field the path of the value, for the problems
    /// @return the value; null after an error was added to `problems`
    /// @throws MalformedJsonException if the text is not JSON
    @Nullable
    T read(JsonReader in, String field, Problems problems) throws MalformedJsonException;

    /// Writes a value.
    void write(T value, JsonBytes out);

    /// Reads a JSON text that consists of one value.
    ///
    /// @throws MalformedJsonException if the text is not JSON
    default Decoded<T> decode(byte[] utf8) throws MalformedJsonException {
        JsonReader in = new JsonReader(utf8);
        Problems problems = new Problems();
        T value = read(in, "", problems);
        in.end();
        return Decoded.of(value, problems);
    }

    /// Skips the next value and reports an error for it.
    ///
    /// @return null
    default @Nullable T refuse(JsonReader in, String field, String message, Problems problems)
            throws MalformedJsonException {
        problems.add(field, message);
        in.skip();
        return null;
    }
}
