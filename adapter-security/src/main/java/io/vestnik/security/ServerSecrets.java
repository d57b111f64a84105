package io.vestnik.security;

import java.util.Optional;
import java.util.stream.Stream;

/// The secret that makes tokens, and the previous one, whose tokens are still accepted. So a change of the secret
/// ends no login.
public record ServerSecrets(ServerSecret present, Optional<ServerSecret> previous) {

    /// The present one first.
    Stream<ServerSecret> all() {
        return Stream.concat(Stream.of(present), previous.stream());
    }
}
