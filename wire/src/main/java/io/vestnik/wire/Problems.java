package io.vestnik.wire;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a request while it is read, so that all of it is told at once. For one thread.
public final class Problems {
    /// Five hundred bad ids in one list need no five hundred messages.
    public static final int COUNT_MAX = 100;

    private final List<FieldError> errors = new ArrayList<>();

    /// Notes one; beyond [#COUNT_MAX] they are dropped.
    public void add(String field, String message) {
        if (errors.size() < COUNT_MAX) {
            errors.add(new FieldError(field, message));
        }
    }

    /// Whether there are none.
    public boolean none() {
        return errors.isEmpty();
    }

    /// All of them, in the order in which they were found.
    public List<FieldError> all() {
        return List.copyOf(errors);
    }
}
