package io.vestnik.wire.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of reading a request: its value, or its errors.
public sealed interface Decoded<T> {
    /// The request follows every rule of its JSON form.
    record Valid<T>(T value) implements Decoded<T> {}

    /// The request breaks rules of its JSON form.
    ///
    /// @param errors at least one
    record Invalid<T>(List<FieldError> errors) implements Decoded<T> {
        /// Copies `errors`.
        public Invalid {
            errors = List.copyOf(errors);
        }
    }

    /// The value if it was read without problems, otherwise the problems.
    ///
    /// @param value null if there are problems
    static <T> Decoded<T> of(@Nullable T value, Problems problems) {
        return value != null && problems.none() ? new Valid<>(value) : new Invalid<>(problems.all());
    }
}
