/// Backups of all data.
///
/// A backup is a zip with these entries, in this order:
///
/// ```
/// head              the schema's version and the columns of each table (BackupHead)
/// tables/NAME.copy  for each table, its rows as PostgreSQL's COPY writes them
/// manifest          the head again, with the number of rows and the digest of each table (BackupManifest)
/// ```
///
/// A restore needs the head before the first row, and the digests before the commit. So it reads a stream once, from
/// the beginning to the end. Format 1 has no head; its manifest is read first, which needs a file.
@NullMarked
package io.vestnik.postgres.backup;

import org.jspecify.annotations.NullMarked;
