package io.vestnik.postgres.read;

/// The summaries of the log, which triggers of the schema maintain: see the migration that created them.
///
/// `sender_counts` has the number of undeleted messages of a sender in a complete block of ids. `log_checkpoints` has,
/// once per block, the last id of the log at a version.
public final class LogSummaries {
    /// The number of ids in a block, as in the schema. A smaller block means more rows; a larger one makes
    /// [ChatViews#UNREAD] read more messages, at most two blocks of them.
    public static final int BLOCK_IDS = 256;

    private LogSummaries() {}
}
