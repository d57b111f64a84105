package io.vestnik.postgres;

/// How many connections each kind of work has. No kind can take another's, so that none keeps another waiting.
///
/// @param writers for batches of messages; a writer uses a second one while chats of its are set aside
/// @param reads for pages, lists and searches
/// @param changes for what changes a chat outside of batches: members, titles, new chats
/// @param accounts for logins, tokens, devices and profiles
/// @param checks for readiness, the epoch and the comparison of versions
/// @param background for the removal of what was deleted
record PoolSizes(int writers, int reads, int changes, int accounts, int checks, int background) {
    private static final int CONNECTIONS_PER_WRITER = 2;

    /// Changes and accounts have a quarter each of what is shared: most requests read.
    private static final int QUARTER = 4;

    /// A comparison of versions that is slow does not make a node unready.
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

    /// How many connections the store opens at most.
    int total() {
        return writers + reads + changes + accounts + checks + background;
    }
}
