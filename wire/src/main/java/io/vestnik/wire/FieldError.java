package io.vestnik.wire;

/// What is wrong with one part of a request.
///
/// @param field where: a name, `items[3]` inside a list, `a.b` inside an object; empty for the request as a whole
/// @param message what it must be, without naming it again
public record FieldError(
        @About("Which part of the request, for example `text` or `memberIds[3]`.")
        String field,

        @About("What is wrong with it.") String message) {}
