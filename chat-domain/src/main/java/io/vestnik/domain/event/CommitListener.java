package io.vestnik.domain.event;

/// Receives the result of one change between its commit and the publication of its event.
///
/// The event of a change is published only after the listener has returned. So a caller can still register for the
/// event while the listener runs. A store calls the listener at most once, and only if the change was committed and has
/// an event. The listener does not block and does not throw. It may run under a lock of the store.
///
/// @param <T> the result of the change
@FunctionalInterface
public interface CommitListener<T> {

    /// Called after the commit of the change and before the publication of its event.
    void committed(T result);

    /// A listener without effect.
    static <T> CommitListener<T> none() {
        return result -> {};
    }
}
