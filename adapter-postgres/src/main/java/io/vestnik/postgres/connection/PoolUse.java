package io.vestnik.postgres.connection;

/// The use of a connection pool at one moment.
///
/// @param name unique among the pools of a store
/// @param active the number of connections in use
/// @param idle the number of open connections that are free
/// @param waiting the number of threads that wait for a connection
/// @param max the maximum number of connections
public record PoolUse(String name, int active, int idle, int waiting, int max) {}
