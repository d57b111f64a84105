package io.vestnik.postgres.connection;

/// The number of connections for each kind of work. No kind can take another's, so none delays another.
///
/// @param writers for batches of messages; a writer uses a second one while some of its chats are set aside
/// @param reads for pages, lists and searches
/// @param changes for changes of chats outside batches: members, titles, new chats
/// @param accounts for logins, tokens, devices and profiles
/// @param checks for readiness, the epoch and the comparison of versions
/// @param background for the removal of deleted groups
record PoolSizes(int writers, int reads, int changes, int accounts, int checks, int background) {
    private static final int CONNECTIONS_PER_WRITER = 2;

    /// Changes and accounts get a quarter each of the shared connections: most requests read.
    private static final int QUARTER = 4;

    /// Two, so that a slow comparison of versions does not make a node unready.
    private static final int CHECKS = 2;

    /// Deferred work is done by one thread.
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
