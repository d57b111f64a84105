package io.vestnik.postgres.read;

/// The summaries of the log, which triggers of the schema maintain: see the migration that created them.
///
/// `sender_counts` has the number of undeleted messages of a sender in a complete block of ids. `log_checkpoints` has a
/// row for each time that a block became complete: the version of the chat, and the last message id, at that time.
public final class LogSummaries {
    /// The number of ids in a block, as in the schema. With smaller blocks there are more rows of summaries. With
    /// larger blocks [ChatViews#UNREAD] counts more messages one by one: up to two blocks.
    public static final int BLOCK_IDS = 256;

    private LogSummaries() {}
}
