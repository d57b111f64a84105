package io.vestnik.wire;

import java.util.List;

/// The result of reading a request.
public sealed interface Decoded<T> {
    /// The request obeys every rule of its shape.
    record Valid<T>(T value) implements Decoded<T> {}

    /// The request breaks rules of its shape.
    ///
    /// @param errors at least one
    record Invalid<T>(List<FieldError> errors) implements Decoded<T> {
        /// Copies `errors`.
        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
