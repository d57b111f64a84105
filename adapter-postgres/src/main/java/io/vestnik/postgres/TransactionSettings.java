package io.vestnik.postgres;

import java.util.List;

/// What every changing transaction runs with.
final class TransactionSettings {
    /// - A lock held for longer than 5 s, or a statement that takes longer than 15 s, is given up.
    /// - Durable when acknowledged, also where the server's default would lose the last moments in a crash; a stricter
    ///   setting stays.
    /// - Only plans that find each row by an index, made once for each connection: the planner prefers others for
    ///   tables that were small or unknown when a statement was prepared and keeps them when the tables have grown;
    ///   and it takes arrays of a few for so much cheaper than arrays of any length that it would plan anew each time,
    ///   which is a third of what a small batch costs.
    private static final String SETTINGS = """
        select set_config('lock_timeout', '5s', %1$s), set_config('statement_timeout', '15s', %1$s),
               set_config('synchronous_commit', case current_setting('synchronous_commit')
                                                when 'off' then 'on' else current_setting('synchronous_commit')
                                                end, %1$s),
               set_config('enable_seqscan', 'off', %1$s), set_config('enable_hashjoin', 'off', %1$s),
               set_config('enable_mergejoin', 'off', %1$s), set_config('plan_cache_mode', 'force_generic_plan', %1$s)\
        """;

    /// For the transaction that it is run in.
    static final String SQL = SETTINGS.formatted(true);

    /// For all transactions of a connection: a statement less in each of them. Not to be used through a pooler, which
    /// gives every transaction another session.
    static final String OF_SESSION = SETTINGS.formatted(false);

    /// Begins a transaction whose session has them already.
    static final List<String> BEGIN = List.of("begin");

    /// Begins a transaction in a session that is anybody's.
    static final List<String> BEGIN_ANYWHERE = List.of("begin", SQL);

    private TransactionSettings() {}
}
