package io.vestnik.wire.json;

import io.vestnik.wire.schema.Description;

/// An error in one part of a request.
///
/// @param field the path of the part: a name, `items[3]` inside a list, `a.b` inside an object; empty for the request
///     as a whole
/// @param message what the value must be, without the name of the field
public record FieldError(
        @Description("Which part of the request, for example `text` or `memberIds[3]`.")
        String field,

        @Description("What is wrong with it.") String message) {}
