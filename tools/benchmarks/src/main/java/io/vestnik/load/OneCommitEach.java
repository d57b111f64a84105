package io.vestnik.load;

import io.vestnik.embedded.DatabaseAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures PostgreSQL without a server in front, with one transaction per message. One prepared statement increments
/// the counter of the chat and inserts the message.
final class OneCommitEach {
    private static final int CHATS = 50;
    private static final int SECONDS = 5;
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private static final String SEND = """
        with head as (update bench.chats set last_id = last_id + 1 where id = %1$s returning last_id)
        insert into bench.messages (chat_id, id, sender_id, key, body, sent_at)
        select %1$s, last_id, %2$s, %3$s, %4$s, clock_timestamp() from head\
        """;

    private final DatabaseAddress database;

    OneCommitEach(DatabaseAddress database) throws SQLException {
        this.database = database;
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // A separate schema: the server must find its own schema empty.
            statement.execute("create schema bench");
            statement.execute("create table bench.chats (id integer primary key, last_id bigint not null)"
                    + " with (fillfactor = 60)");
            statement.execute("create table bench.messages (chat_id integer, id bigint, sender_id uuid, key uuid,"
                    + " body text, sent_at timestamptz, primary key (chat_id, id), unique (chat_id, sender_id, key))");
            statement.execute("insert into bench.chats select i, 0 from generate_series(1, " + CHATS + ") i");
        }
    }

    /// Returns the rate over JDBC, in messages per second.
    double jdbc(int connections, int chats) throws Exception {
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        List<Future<Long>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(() -> send(chats, end)));
            }
        }
        long sent = 0;
        for (Future<Long> one : running) {
            sent += one.get();
        }
        return sent / (double) SECONDS;
    }

    /// Returns the rate with pgbench, in messages per second; empty if pgbench is not installed.
    OptionalDouble pgbench(int connections, int chats) throws IOException, InterruptedException {
        Path script = Files.createTempFile("vestnik-pgbench", ".sql");
        String uuid = "gen_random_uuid()";
        Files.writeString(
                script,
                "\\set chat random(1, " + chats + ")\n"
                        + String.format(Locale.ROOT, SEND, ":chat", uuid, uuid, "repeat('x', 120)")
                                .replace('\n', ' ') + ";\n");
        java.net.URI address = java.net.URI.create(database.jdbcUrl().substring("jdbc:".length()));
        ProcessBuilder builder = new ProcessBuilder(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-f",
                script.toString(),
                "-T",
                Integer.toString(SECONDS),
                "-c",
                Integer.toString(connections),
                "-j",
                "2",
                "-h",
                address.getHost(),
                "-p",
                Integer.toString(address.getPort()),
                "-U",
                database.user(),
                address.getPath().substring(1));
        builder.environment().put("PGPASSWORD", database.password());
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher tps = TPS.matcher(output);
            if (process.waitFor() != 0 || !tps.find()) {
                throw new IllegalStateException("pgbench: " + output);
            }
            return OptionalDouble.of(Double.parseDouble(tps.group(1)));
        } catch (IOException e) {
            System.out.printf(Locale.ROOT, "pgbench is not installed (%s)%n", e.getMessage());
            return OptionalDouble.empty();
        } finally {
            Files.delete(script);
        }
    }

    private long send(int chats, long end) throws SQLException {
        long sent = 0;
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement(String.format(Locale.ROOT, SEND, "?", "?", "?", "?"))) {
            UUID sender = UUID.randomUUID();
            String text = "x".repeat(120);
            while (System.nanoTime() < end) {
                int chat = 1 + ThreadLocalRandom.current().nextInt(chats);
                statement.setInt(1, chat);
                statement.setInt(2, chat);
                statement.setObject(3, sender);
                statement.setObject(4, UUID.randomUUID());
                statement.setString(5, text);
                statement.executeUpdate();
                sent++;
            }
        }
        return sent;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
