package io.vestnik.postgres.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The tables of the store in a database, by their names and the database's catalogue. Other tables in the same schema
/// belong to the operator, or to another program.
final class VestnikTables {
    /// The tables with data, of every version of the schema.
    static final List<String> WITH_DATA = List.of(
            "chats",
            "devices",
            "direct_pairs",
            "group_creations",
            "groups",
            "log_checkpoints",
            "members",
            "messages",
            "sender_counts",
            "user_words",
            "users");

    /// The tables that are not part of the data: the history of migrations, and the name of the data set.
    static final List<String> KEPT_OUT = List.of("flyway_schema_history", "meta");

    /// The query for the names and columns of the tables with data. A table comes after the tables that it references:
    /// the order is by the length of the longest chain of references.
    private static final String PRESENT = String.format(Locale.ROOT, """
        with recursive tables as (
            select c.oid, c.relname from pg_class c
             where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname in (%s)
        ), depths (oid, depth) as (
            select oid, 0 from tables
             union
            select k.conrelid, d.depth + 1
              from depths d
              join pg_constraint k on k.confrelid = d.oid and k.contype = 'f' and k.conrelid <> k.confrelid
              join tables t on t.oid = k.conrelid
        )
        select t.relname as name,
               (select string_agg(quote_ident(a.attname), ',' order by a.attnum) from pg_attribute a
                 where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
          from tables t
         order by (select max(d.depth) from depths d where d.oid = t.oid), t.relname\
        """, literals(WITH_DATA));

    /// The query for the names of all other tables, of any kind that has rows.
    private static final String OTHERS = String.format(Locale.ROOT, """
        select c.relname from pg_class c
         where c.relkind in ('r', 'p', 'f') and not c.relispartition
           and c.relnamespace = current_schema()::regnamespace and c.relname not in (%s, %s)
         order by c.relname\
        """, literals(WITH_DATA), literals(KEPT_OUT));

    private VestnikTables() {}

    /// The tables with data, ordered so that each table references only earlier tables.
    static List<BackupTable> present(Connection connection) throws SQLException {
        List<BackupTable> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(PRESENT)) {
            while (rows.next()) {
                tables.add(BackupTable.of(rows.getString("name"), rows.getString("columns")));
            }
        }
        return tables;
    }

    /// The names of the tables in the schema that are not Vestnik's.
    static List<String> others(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(OTHERS)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static String literals(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }
}
