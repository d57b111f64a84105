package io.vestnik.wire.json;

import java.util.ArrayList;
import java.util.List;

/// Collects all errors of a request while it is read, so that they are reported together. For one thread.
public final class Problems {
    /// Five hundred bad ids in one list need not give five hundred messages.
    public static final int COUNT_MAX = 100;

    private List<FieldError> errors = List.of();

    /// Adds an error; errors beyond [#COUNT_MAX] are dropped.
    public void add(String field, String message) {
        add(new FieldError(field, message));
    }

    /// Adds all errors of `others`.
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

    /// Whether there are no errors.
    public boolean none() {
        return errors.isEmpty();
    }

    /// All errors, in the order in which they were found.
    public List<FieldError> all() {
        return List.copyOf(errors);
    }
}
