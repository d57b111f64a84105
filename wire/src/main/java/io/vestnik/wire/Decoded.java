package io.vestnik.wire;

import java.util.List;

/// What came of reading a request.
public sealed interface Decoded<T> {
    /// It obeys every rule of its shape.
    record Valid<T>(T value) implements Decoded<T> {}

    /// It breaks these.
    ///
    /// @param errors at least one
    record Invalid<T>(List<FieldError> errors) implements Decoded<T> {
        /// Copies `errors`.
        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
