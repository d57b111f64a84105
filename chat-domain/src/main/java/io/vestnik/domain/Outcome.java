package io.vestnik.domain;

import java.util.function.Function;

/// The result of a request that the rules may refuse: a value, or the reason of the refusal.
///
/// Both results are expected. An unreachable store and a bug are reported by exceptions instead.
///
/// @param <T> the type of the value that a request returns when it is done
public sealed interface Outcome<T> {

    /// The request was done.
    record Done<T>(T value) implements Outcome<T> {}

    /// The request was refused, and nothing changed.
    record Refused<T>(Refusal reason) implements Outcome<T> {}

    /// Wraps `value` as done.
    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    /// Wraps `reason` as refused.
    static <T> Outcome<T> refused(Refusal reason) {
        return new Refused<>(reason);
    }

    /// Applies `change` to the value of a done outcome. A refused outcome stays as it is.
    default <R> Outcome<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Done<T>(T value) -> done(change.apply(value));
            case Refused<T>(Refusal reason) -> refused(reason);
        };
    }
}
