package io.vestnik.postgres.connection;

/// The number of connections for each kind of work. Each kind has a pool of its own, so no kind delays another.
///
/// @param writers for batches of messages; a writer uses a second connection while some of its chats are set aside
/// @param reads for pages, lists and searches
/// @param changes for changes of chats outside batches: members, titles, new chats
/// @param accounts for logins, tokens, devices and profiles
/// @param checks for readiness, the epoch and the comparison of versions
/// @param background for the removal of deleted groups
record PoolSizes(int writers, int reads, int changes, int accounts, int checks, int background) {
    private static final int CONNECTIONS_PER_WRITER = 2;

    /// The divisor for the pools of changes and accounts. Each of these two pools gets a quarter of the shared
    /// connections. Reads get the rest, because most requests read.
    private static final int QUARTER = 4;

    /// The number of connections for checks. With a second connection, the check of readiness does not wait for a slow
    /// comparison of the delivered chat versions with the store.
    private static final int CHECKS = 2;

    /// The number of connections for deferred work, which one thread does.
    private static final int BACKGROUND = 1;

    static PoolSizes of(PostgresSettings settings) {
        int quarter = Math.max(1, settings.connections() / QUARTER);
        return new PoolSizes(
                CONNECTIONS_PER_WRITER * settings.writers(),
                settings.connections() - 2 * quarter,
                quarter,
                quarter,
                CHECKS,
                BACKGROUND);
    }

    /// The maximum number of connections that the store opens.
    int total() {
        return writers + reads + changes + accounts + checks + background;
    }
}
