package io.vestnik.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/// The JSON form of the values of one type: described, read and written in one place.
///
/// @param <T> the type of the value
public interface WireType<T> {

    /// The schema of the JSON.
    Schema schema();

    /// Reads a value; empty after reporting an error to `problems`.
    ///
    /// @param node neither absent nor `null`
    /// @param field the position of `node`, for the problems
    Optional<T> read(JsonNode node, String field, Problems problems);

    /// Writes a value.
    void write(T value, JsonGenerator out) throws IOException;
}
