package io.vestnik.postgres.backup;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// A backup in a stream, which is read up to its end and not closed.
final class StreamSource implements BackupSource {
    private final InputStream stream;
    private final ZipInputStream zip;
    private final BackupHead head;

    private StreamSource(InputStream stream, ZipInputStream zip, BackupHead head) {
        this.stream = stream;
        this.zip = zip;
        this.head = head;
    }

    /// Reads the head.
    ///
    /// @throws BackupException if the stream is not a backup, or a backup of format 1
    static StreamSource of(InputStream from) throws IOException {
        InputStream stream = new BufferedInputStream(from, Backup.BUFFER_BYTES);
        ZipInputStream zip = new ZipInputStream(stream, StandardCharsets.UTF_8);
        ZipEntry first = zip.getNextEntry();
        if (first == null) {
            throw new EOFException("the stream has no zip entry");
        }
        if (first.getName().startsWith(BackupTable.DIRECTORY)) {
            throw new BackupException(
                    "this backup has the format of an earlier release, which can be restored from a file only");
        }
        if (!first.getName().equals(BackupHead.ENTRY)) {
            throw new BackupException("this is no backup of Vestnik");
        }
        return new StreamSource(stream, zip, BackupHead.read(BackupHead.text(zip)));
    }

    @Override
    public BackupHead head() {
        return head;
    }

    @Override
    public InputStream rows(BackupTable table) throws IOException {
        next(table.entry(), "the backup lacks the table " + table.name() + ", or was cut off before it");
        return zip;
    }

    /// Also reads the rest of the stream, so that the program that writes to this pipe does not fail.
    @Override
    public BackupManifest manifest() throws IOException {
        next(BackupManifest.ENTRY, "the backup was cut off before its end");
        BackupManifest manifest = BackupManifest.read(BackupHead.text(zip));
        stream.transferTo(OutputStream.nullOutputStream());
        return manifest;
    }

    private void next(String name, String problem) throws IOException {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(name)) {
            throw new BackupException(problem);
        }
    }
}
