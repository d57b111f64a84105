package io.vestnik.postgres;

/// What every changing transaction sets for itself, and only for itself.
final class TransactionSettings {
    /// - A lock held for longer than 5 s, or a statement that takes longer than 15 s, is given up.
    /// - Durable when acknowledged, also where the server's default would lose the last moments in a crash; a stricter
    ///   setting stays.
    /// - Only plans that find each row by an index: the planner prefers others for tables that were small or unknown
    ///   when
    ///   a statement was prepared, and keeps them when the tables have grown.
    static final String SQL = """
        select set_config('lock_timeout', '5s', true), set_config('statement_timeout', '15s', true),
               set_config('synchronous_commit', case current_setting('synchronous_commit')
                                                when 'off' then 'on' else current_setting('synchronous_commit')
                                                end, true),
               set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
               set_config('enable_mergejoin', 'off', true)\
        """;

    private TransactionSettings() {}
}
