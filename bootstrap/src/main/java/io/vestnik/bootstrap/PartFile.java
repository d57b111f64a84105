package io.vestnik.bootstrap;

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
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file that gets its name when it is complete. Until then it is `NAME.NUMBER.part` in the same directory, so that
/// two processes that write the same file do not disturb each other. Readable by its owner only.
///
/// @param target the complete file
/// @param part the incomplete file, with a name that no other file has
record PartFile(Path target, Path part) {
    private static final Logger LOG = LoggerFactory.getLogger(PartFile.class);
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /// Makes an empty file in the directory of the target.
    ///
    /// @throws UncheckedIOException if it cannot be made
    static PartFile of(Path target) {
        try {
            return new PartFile(
                    target, Files.createTempFile(directory(target), target.getFileName() + ".", ".part", ownerOnly()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What writes the content of the file.
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Writes the content and waits until it is on the disk.
    void write(Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            content.writeTo(out);
            channel.force(true);
        }
    }

    /// Gives the complete file its name.
    void publish() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
    }

    /// Waits until the name is on the disk. Some file systems of networks cannot do this: the file is complete, but may
    /// have its earlier name after a power failure.
    private void syncDirectory() {
        if (!POSIX) {
            return;
        }
        try (FileChannel directory = FileChannel.open(directory(target), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            LOG.warn("event=directory_not_synced directory=\"{}\" cause=\"{}\"", directory(target), e.toString());
        }
    }

    /// Deletes the incomplete file. No effect if the file was published.
    void delete() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The directory of a file.
    static Path directory(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static FileAttribute<?>[] ownerOnly() {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
