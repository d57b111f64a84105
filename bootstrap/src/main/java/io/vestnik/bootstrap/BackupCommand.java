package io.vestnik.bootstrap;

import ch.qos.logback.core.joran.spi.ConsoleTarget;
import io.vestnik.bootstrap.StandardStreams.Stream;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.postgres.backup.Backup;
import io.vestnik.postgres.backup.BackupException;
import io.vestnik.postgres.connection.PostgresSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a backup of the database to a file or to the standard output, or restores one.
@Command(
        name = "backup",
        description = {
            "Writes a consistent backup of the whole database to a file, also while a server runs on it.",
            "With --restore: restores a backup into an empty database. Clients then reload all data.",
            "Not in the backup: the secret that signs tokens (DATA_DIR/jwt-secret). Without it users log in again."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class BackupCommand implements Callable<Integer> {
    /// The FILE that means the standard output or the standard input.
    private static final String STANDARD = "-";

    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Supplier<StandardStreams> streams;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = {
                "The backup. It is written completely or not at all.",
                "- is the standard output, or with --restore the standard input."
            })
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private Path file;

    @Option(names = "--restore", description = "Restore FILE instead of writing it.")
    private boolean restore;

    /// @param streams called when the backup is written to or read from a standard stream
    BackupCommand(Terminal terminal, Map<String, String> environment, Supplier<StandardStreams> streams) {
        this.terminal = terminal;
        this.environment = environment;
        this.streams = streams;
    }

    @Override
    public Integer call() throws SettingsException {
        Settings settings = SettingOptions.read(spec, environment);
        // The standard output then contains the backup and nothing else.
        boolean toOutput = isStandard() && !restore;
        Logs.configure(settings.logFormat(), toOutput ? ConsoleTarget.SystemErr : ConsoleTarget.SystemOut);
        try {
            if (restore) {
                restore(settings);
            } else if (toOutput) {
                writeOutput(settings, terminal.onErrorOutput());
            } else {
                writeFile(settings);
            }
            return ExitCode.OK;
        } catch (BackupException e) {
            terminal.printError(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            IOException cause = Objects.requireNonNull(e.getCause());
            terminal.printError(place() + " cannot be used: " + FileProblem.describe(cause));
        } catch (IOException e) {
            terminal.printError(FileProblem.describe(e));
        }
        return ExitCode.SOFTWARE;
    }

    private boolean isStandard() {
        return file.toString().equals(STANDARD);
    }

    private String place() {
        if (isStandard()) {
            return restore ? "the standard input" : "the standard output";
        }
        return file.toString();
    }

    /// The standard streams, unless the stream of the backup is a terminal, which changes binary data.
    private StandardStreams redirected() throws IOException {
        StandardStreams standard = streams.get();
        if (standard.terminals().contains(restore ? Stream.INPUT : Stream.OUTPUT)) {
            throw new IOException(place() + " is a terminal: redirect it, and use docker compose exec with -T");
        }
        return standard;
    }

    private void writeOutput(Settings settings, Terminal messages) throws IOException {
        StandardStreams standard = redirected();
        try (Database database = Database.existing(settings, messages)) {
            write(database, standard.out(), messages);
        }
        messages.print("wrote the backup to " + place());
    }

    private void writeFile(Settings settings) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " is there already");
        }
        Path directory = PartFile.directory(file);
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        try (StopGuard guard = new StopGuard(terminal);
                Database database = Database.existing(settings, terminal)) {
            PartFile part = guard.start(() -> PartFile.of(file), PartFile::delete);
            part.write(out -> write(database, out, terminal));
            part.publish();
        }
        terminal.print(String.format(Locale.ROOT, "wrote %s, %,d bytes", file, Files.size(file)));
    }

    private void write(Database database, OutputStream out, Terminal messages) {
        database.use(at -> {
            writeTo(at, out, messages);
            return file;
        });
    }

    private static void writeTo(PostgresSettings at, OutputStream out, Terminal messages) {
        try {
            Backup.write(at, out, messages::step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restore(Settings settings) throws IOException {
        Optional<InputStream> input = isStandard() ? Optional.of(redirected().in()) : Optional.empty();
        if (input.isEmpty() && !Files.isReadable(file)) {
            throw new IOException(file + " cannot be read");
        }
        if (Database.runsElsewhere(settings)) {
            throw new IOException("a server runs on " + settings.dataDirectory() + ": stop it first");
        }
        try (Database database = Database.openForCommand(settings, terminal)) {
            database.use(at -> {
                restoreTo(at, input);
                return file;
            });
        }
        terminal.print("restored the backup from " + place());
    }

    private void restoreTo(PostgresSettings at, Optional<InputStream> input) {
        try {
            if (input.isPresent()) {
                Backup.restore(at, input.get(), terminal::step);
            } else {
                Backup.restore(at, file, terminal::step);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
