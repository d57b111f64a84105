package io.vestnik.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// The lock of a data directory. The process that runs the server of the directory holds it. The file contains what
/// that process is, for the message of another process. The operating system releases the lock of a dead process.
final class DataLock implements AutoCloseable {
    /// What the process with the lock is.
    enum Holder {
        /// A server, which runs until it is stopped.
        SERVER,
        /// A command such as a backup, which ends by itself.
        COMMAND;

        /// The text in the file.
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    static Path file(Path home) {
        return home.resolve("lock");
    }

    /// Takes the lock.
    ///
    /// @param dataDirectory the directory that the message names
    /// @throws EmbeddedPostgresException if another process has the lock
    static DataLock take(Path home, Path dataDirectory, Holder holder) throws IOException {
        Path file = file(home);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw isHeldByCommand(file)
                    ? EmbeddedPostgresException.usedByCommand("a command such as backup uses the data directory "
                            + dataDirectory + ": wait for its end, or choose another with VESTNIK_DATA_DIR")
                    : new EmbeddedPostgresException("another server is running on the data directory " + dataDirectory
                            + ": stop it, or choose another with VESTNIK_DATA_DIR");
        }
        ByteBuffer text = ByteBuffer.wrap(holder.text().getBytes(StandardCharsets.US_ASCII));
        int length = text.remaining();
        channel.write(text, 0);
        channel.truncate(length);
        return new DataLock(channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock taken = channel.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException takenByThisProcess) {
            // This process holds the lock. The result is the same as if another process held it.
            return false;
        }
    }

    /// Before the holder has written what it is, the file describes the holder before it.
    private static boolean isHeldByCommand(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).startsWith(Holder.COMMAND.text());
    }

    /// Whether [#close] was not called yet.
    boolean isHeld() {
        return channel.isOpen();
    }

    /// Releases the lock. A second call has no effect.
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
