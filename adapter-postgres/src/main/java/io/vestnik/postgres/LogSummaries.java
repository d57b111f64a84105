package io.vestnik.postgres;

/// The summaries of the log, which triggers of the schema keep: see the migration that made them.
///
/// `sender_counts` tells how many messages of a sender in a complete block of ids are not deleted. `log_checkpoints`
/// tells, once for each block, to which id the log had come at a version.
final class LogSummaries {
    /// The ids of a block, as in the schema. A smaller one makes more rows, a larger one makes [ChatViews#UNREAD] look
    /// at more messages, at most two blocks of them.
    static final int BLOCK_IDS = 256;

    private LogSummaries() {}
}
