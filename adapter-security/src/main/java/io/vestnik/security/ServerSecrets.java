package io.vestnik.security;

import java.util.Optional;
import java.util.stream.Stream;

/// The current secret, which makes tokens, and the previous secret, whose tokens are still accepted. So a change of the
/// secret ends no login.
public record ServerSecrets(ServerSecret present, Optional<ServerSecret> previous) {

    /// The secrets, the current one first.
    Stream<ServerSecret> all() {
        return Stream.concat(Stream.of(present), previous.stream());
    }
}
