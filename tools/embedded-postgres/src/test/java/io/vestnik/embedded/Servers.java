package io.vestnik.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Starts servers as a program does. The servers that [#start] starts share the unpacked programs, because unpacking
/// takes seconds. Each server that [#startAs] starts unpacks its own, so that it can give them to another user.
final class Servers {
    private Servers() {}

    static EmbeddedPostgres start(Path dataDirectory, Progress progress) {
        return EmbeddedPostgres.start(dataDirectory, ServerSettings.DURABLE, progress, programs());
    }

    static EmbeddedPostgres startAs(RunAs runAs, Path dataDirectory) {
        return EmbeddedPostgres.start(
                new EmbeddedPostgres.Start(dataDirectory, ServerSettings.DURABLE, DataLock.Holder.SERVER),
                step -> {},
                Optional.empty(),
                runAs);
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
