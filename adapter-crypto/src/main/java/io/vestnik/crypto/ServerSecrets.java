package io.vestnik.crypto;

import java.util.Optional;
import java.util.stream.Stream;

/// The secret that makes tokens, and the one that did before and is still believed, so that changing it logs nobody
/// out.
public record ServerSecrets(ServerSecret present, Optional<ServerSecret> previous) {

    /// The present one first.
    Stream<ServerSecret> all() {
        return Stream.concat(Stream.of(present), previous.stream());
    }
}
