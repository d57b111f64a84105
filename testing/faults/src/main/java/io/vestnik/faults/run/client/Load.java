package io.vestnik.faults.run.client;

/// The load of a run.
///
/// @param seed from which each client derives what it does
/// @param actionsPerSecond how often each client acts on average
public record Load(long seed, double actionsPerSecond) {}
