package io.vestnik.postgres.connection;

/// The use of a connection pool at one moment.
///
/// @param name unique among the pools of a store
/// @param active connections at work
/// @param idle open connections that wait for work
/// @param waiting threads that wait for a connection
/// @param max connections that it may open
public record PoolUse(String name, int active, int idle, int waiting, int max) {}
