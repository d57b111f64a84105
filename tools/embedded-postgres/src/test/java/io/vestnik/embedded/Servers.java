package io.vestnik.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Starts servers as a program does, except that servers without a user of their own share the unpacked programs, since
/// unpacking takes seconds.
final class Servers {
    private Servers() {}

    static EmbeddedPostgres start(Path dataDirectory, Progress progress) {
        return EmbeddedPostgres.start(dataDirectory, ServerSettings.DURABLE, progress, programs());
    }

    static EmbeddedPostgres startAs(RunAs runAs, Path dataDirectory) {
        return EmbeddedPostgres.start(dataDirectory, ServerSettings.DURABLE, step -> {}, Optional.empty(), runAs);
    }

    private static Optional<Path> programs() {
        try {
            return Optional.of(
                    Files.createDirectories(Path.of("target", "postgres").toAbsolutePath()));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
