package io.vestnik.application.commit;

/// The connections of one pool of a store. Thread-safe. Calls block.
///
/// @param <C> a connection, which is used by one thread
public interface StoreConnections<C> {

    /// Runs an action with a connection that has no open transaction. The connection is returned to the pool after the
    /// action, unless the action discards it.
    ///
    /// @return the result of the action
    /// @throws StoreFailure the failure of the action, or a failure to get a connection in time
    /// @throws io.vestnik.domain.StoreUnavailableException if too many callers wait for a connection already
    <T> T with(Action<C, T> action) throws StoreFailure;

    /// Closes a connection, whatever its state, and removes it from the pool. An open transaction is rolled back.
    void discard(C connection);

    /// Uses a connection.
    ///
    /// @param <T> the result
    @FunctionalInterface
    interface Action<C, T> {
        /// Runs once.
        T run(C connection) throws StoreFailure;
    }
}
