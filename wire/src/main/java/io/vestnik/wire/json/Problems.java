package io.vestnik.wire.json;

import java.util.ArrayList;
import java.util.List;

/// Collects all errors of a request while the request is read, so that the server reports them together. Not
/// thread-safe.
public final class Problems {
    /// The maximum number of collected errors. A list of 500 bad ids does not need 500 messages.
    public static final int COUNT_MAX = 100;

    private List<FieldError> errors = List.of();

    /// Adds an error; errors beyond [#COUNT_MAX] are dropped.
    public void add(String field, String message) {
        add(new FieldError(field, message));
    }

    /// Adds all errors of another collection.
    public void addAll(Problems others) {
        others.errors.forEach(this::add);
    }

    private void add(FieldError error) {
        if (errors.isEmpty()) {
            errors = new ArrayList<>();
        }
        if (errors.size() < COUNT_MAX) {
            errors.add(error);
        }
    }

    /// Whether no error was added.
    public boolean none() {
        return errors.isEmpty();
    }

    /// All errors, in the order in which they were found.
    public List<FieldError> all() {
        return List.copyOf(errors);
    }
}
