package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.postgres.backup.Backup;
import io.vestnik.postgres.backup.BackupException;
import io.vestnik.postgres.connection.PostgresSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a backup of the database to a file, or restores one.
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
    private final Terminal terminal;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The backup. It is written completely or not at all.")
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private Path file;

    @Option(names = "--restore", description = "Restore FILE instead of writing it.")
    private boolean restore;

    BackupCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public Integer call() throws SettingsException {
        Settings settings = SettingOptions.read(spec, environment);
        Logs.configure(settings.logFormat());
        try {
            if (restore) {
                restore(settings);
            } else {
                write(settings);
            }
            return ExitCode.OK;
        } catch (BackupException e) {
            terminal.printError(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            IOException cause = Objects.requireNonNull(e.getCause());
            terminal.printError(file + " cannot be used: " + FileProblem.describe(cause));
        } catch (IOException e) {
            terminal.printError(FileProblem.describe(e));
        }
        return ExitCode.SOFTWARE;
    }

    private void write(Settings settings) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " is there already");
        }
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (Database database = Database.existing(settings, terminal)) {
            try (FileChannel channel = FileChannel.open(
                            part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly());
                    OutputStream out = Channels.newOutputStream(channel)) {
                database.use(at -> {
                    writeTo(at, out);
                    return file;
                });
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        terminal.print(String.format(Locale.ROOT, "wrote %s, %,d bytes", file, Files.size(file)));
    }

    private void writeTo(PostgresSettings at, OutputStream out) {
        try {
            Backup.write(at, out, terminal::step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restore(Settings settings) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + " cannot be read");
        }
        if (Database.runsElsewhere(settings)) {
            throw new IOException("a server runs on " + settings.dataDirectory() + ": stop it first");
        }
        try (Database database = Database.open(settings, terminal)) {
            database.use(at -> {
                restoreTo(at);
                return file;
            });
        }
        terminal.print("restored " + file);
    }

    private void restoreTo(PostgresSettings at) {
        try {
            Backup.restore(at, file, terminal::step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// File attributes that give access to the owner only: a backup contains all messages and password hashes.
    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
