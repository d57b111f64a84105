package io.vestnik.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/// How values of one type look in JSON: described, read and written in one place.
///
/// @param <T> the type of the value
public interface WireType<T> {

    /// What its JSON looks like.
    Schema schema();

    /// Reads a value; what is wrong is told to `problems`, and then there is none.
    ///
    /// @param node neither absent nor `null`
    /// @param field where `node` stands, for the problems
    Optional<T> read(JsonNode node, String field, Problems problems);

    /// Writes a value.
    void write(T value, JsonGenerator out) throws IOException;
}
