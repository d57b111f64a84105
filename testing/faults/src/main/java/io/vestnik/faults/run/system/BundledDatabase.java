package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.faults.PostgresProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// The PostgreSQL that the server bundles.
final class BundledDatabase implements TestDatabase {
    private final Path directory;
    private EmbeddedPostgres running;

    /// Starts the server, with its data below a directory.
    BundledDatabase(Path directory) {
        this.directory = directory;
        this.running = start(directory);
    }

    private static EmbeddedPostgres start(Path directory) {
        return EmbeddedPostgres.start(directory, step -> {});
    }

    @Override
    public String version() {
        // The programs are in a directory whose name has the version of the binaries.
        try (Stream<Path> files = Files.walk(directory, 2)) {
            Optional<String> programs = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("binaries-"))
                    .max(Comparator.naturalOrder());
            return "bundled PostgreSQL"
                    + programs.map(name -> " (" + name + ")").orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public DatabaseAddress address() {
        return running.address();
    }

    @Override
    public Optional<PostgresProcess> process() {
        return PostgresProcess.find(directory.resolve("postgres").resolve("data"));
    }

    @Override
    public void startAgain() {
        running.close();
        running = start(directory);
    }

    @Override
    public void close() {
        running.close();
    }
}
