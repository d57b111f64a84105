package io.vestnik.embedded;

import java.util.Locale;

/// The contents of the server's `postgresql.conf`, which is written anew at each start.
enum ServerSettings {
    /// Settings for users' data: a commit waits until the data is on the disk.
    DURABLE("on"),
    /// Settings for tests, whose data is deleted: a commit does not wait for the disk.
    THROWAWAY("off");

    /// The only access rule in `pg_hba.conf`: one user, over the loopback interface, with the password.
    static final String ACCESS = "host all " + Cluster.USER + " 127.0.0.1/32 scram-sha-256\n";

    private final String sync;

    ServerSettings(String sync) {
        this.sync = sync;
    }

    boolean durable() {
        return this == DURABLE;
    }

    String text() {
        return String.format(Locale.ROOT, """
            # Written at each start: changes here are lost.
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            password_encryption = 'scram-sha-256'

            # An acknowledged message is on the disk.
            fsync = %1$s
            synchronous_commit = %1$s
            full_page_writes = %1$s

            # Two cores and a laptop's memory; a crash replays at most max_wal_size.
            max_connections = 60
            shared_buffers = '128MB'
            min_wal_size = '128MB'
            max_wal_size = '1GB'
            random_page_cost = 1.1
            jit = off

            timezone = 'UTC'
            log_timezone = 'UTC'
            # Nothing that people wrote may get into the log: neither statements nor the values of a failed one.
            log_min_messages = 'warning'
            log_min_error_statement = 'panic'
            log_error_verbosity = 'terse'
            """, sync);
    }
}
