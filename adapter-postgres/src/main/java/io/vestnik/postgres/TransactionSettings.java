package io.vestnik.postgres;

import java.util.Locale;

/// What every changing transaction runs with, and every read where the session is ours.
final class TransactionSettings {
    /// - A lock held for longer than 5 s, or a statement that takes longer than 15 s, is given up.
    /// - Durable when acknowledged, also where the server's default would lose the last moments in a crash; a stricter
    ///   setting stays.
    /// - Only plans that find each row by an index, made once for each connection: the planner prefers others for
    ///   tables that were small or unknown when a statement was prepared and keeps them when the tables have grown;
    ///   and it takes arrays of a few, or the rows between two ids, for so much cheaper than any number of them that
    ///   it would plan anew each time, which is a third of what a small batch costs and half of a page of history.
    private static final String SETTINGS = """
        select set_config('lock_timeout', '5s', %1$s), set_config('statement_timeout', '15s', %1$s),
               set_config('synchronous_commit', case current_setting('synchronous_commit')
                                                when 'off' then 'on' else current_setting('synchronous_commit')
                                                end, %1$s),
               set_config('enable_seqscan', 'off', %1$s), set_config('enable_hashjoin', 'off', %1$s),
               set_config('enable_mergejoin', 'off', %1$s), set_config('plan_cache_mode', 'force_generic_plan', %1$s)\
        """;

    /// For the transaction that it is run in.
    static final String SQL = String.format(Locale.ROOT, SETTINGS, true);

    /// For all that is run on a connection: a statement less in each transaction, and reads have them too. Not to be
    /// used through a pooler, which gives every transaction another session.
    static final String OF_SESSION = String.format(Locale.ROOT, SETTINGS, false);

    private TransactionSettings() {}
}
