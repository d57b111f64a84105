package io.vestnik.domain;

import java.util.function.Function;

/// What came of a request that the rules may refuse: a value, or the reason.
///
/// Both are expected; what is not (the store cannot be reached, a bug) is an exception.
///
/// @param <T> what is given when it is done
public sealed interface Outcome<T> {

    /// It was done.
    record Done<T>(T value) implements Outcome<T> {}

    /// It was refused, and nothing changed.
    record Refused<T>(Refusal reason) implements Outcome<T> {}

    /// Wraps `value` as done.
    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    /// Wraps `reason` as refused.
    static <T> Outcome<T> refused(Refusal reason) {
        return new Refused<>(reason);
    }

    /// The same outcome with its value, if there is one, changed by `change`.
    default <R> Outcome<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Done<T>(T value) -> done(change.apply(value));
            case Refused<T>(Refusal reason) -> refused(reason);
        };
    }
}
