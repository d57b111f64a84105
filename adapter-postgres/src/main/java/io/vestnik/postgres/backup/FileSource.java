package io.vestnik.postgres.backup;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A backup in a file, of any format. Its manifest is read first, so a truncated file is rejected before the first row.
record FileSource(ZipFile zip, BackupManifest manifest) implements BackupSource {
    /// @throws BackupException if the file is not a backup
    static FileSource of(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(BackupManifest.ENTRY);
        if (entry == null) {
            throw new BackupException("this is no backup of Vestnik");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return new FileSource(zip, BackupManifest.read(BackupHead.text(in)));
        }
    }

    @Override
    public BackupHead head() {
        return manifest.head();
    }

    /// The stream is closed with the file.
    @Override
    public InputStream rows(BackupTable table) throws IOException {
        ZipEntry entry = zip.getEntry(table.entry());
        if (entry == null) {
            throw new BackupException("the backup lacks the table " + table.name());
        }
        return zip.getInputStream(entry);
    }
}
