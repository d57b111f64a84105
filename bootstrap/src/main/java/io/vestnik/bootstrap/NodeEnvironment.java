package io.vestnik.bootstrap;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.IdSource;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.bootstrap.metrics.NodeMetrics;
import io.vestnik.security.ServerSecrets;

/// What a node needs from its process.
///
/// @param runtime the clocks, threads and timers
/// @param secrets the secrets that sign the tokens
/// @param hashing hashes passwords; the node closes it
/// @param metrics receives the measurements of the node
/// @param fatal receives each error after which the node cannot continue
public record NodeEnvironment(
        NodeRuntime runtime,
        IdSource ids,
        ServerSecrets secrets,
        HashingPool hashing,
        NodeMetrics metrics,
        FatalErrors fatal) {}
