package io.vestnik.postgres.backup;

import java.io.IOException;
import java.io.InputStream;

/// A backup that is being read, once and in this order: the head, the rows of each table in the order of the head, the
/// manifest.
///
/// All methods throw `ZipException` or `EOFException` if the backup is damaged or was cut off.
interface BackupSource {
    BackupHead head();

    /// The rows of the next table, which the caller reads up to the end and does not close.
    ///
    /// @throws BackupException if the backup lacks the table
    InputStream rows(BackupTable table) throws IOException;

    /// The counts and digests of what was read.
    ///
    /// @throws BackupException if the backup has no manifest
    BackupManifest manifest() throws IOException;
}
