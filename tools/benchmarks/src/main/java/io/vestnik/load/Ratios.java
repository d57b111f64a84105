package io.vestnik.load;

import io.vestnik.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// Compares three set-ups in one run, on one PostgreSQL that waits for its disk: this server; one commit per message
/// without a server; connections without a database. The ratios show the gain of group commit and the cost of
/// durability.
public final class Ratios {
    private static final int[] CONNECTIONS = {1, 4, 16, 32};
    private static final int CHATS = 50;

    private Ratios() {}

    /// Runs the comparison, which takes about two minutes.
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("vestnik-bench");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("data"), step -> {})) {
            OneCommitEach each = new OneCommitEach(postgres.address());
            double jdbc = 0;
            for (int connections : CONNECTIONS) {
                jdbc = Math.max(
                        jdbc,
                        print("JDBC, one commit a message, connections " + connections, each.jdbc(connections, CHATS)));
            }
            print("JDBC, the same into one chat, connections 16", each.jdbc(16, 1));
            double pgbench = 0;
            for (int connections : CONNECTIONS) {
                OptionalDouble rate = each.pgbench(connections, CHATS);
                if (rate.isEmpty()) {
                    break;
                }
                pgbench = Math.max(
                        pgbench,
                        print("pgbench, one commit a message, connections " + connections, rate.getAsDouble()));
            }
            double echo = print("WebSocket echo, 100 people, 16 in flight, no database", Echo.measure(8, 8));
            double server = print("this server, 50 direct chats, 100 people, 16 in flight", server(postgres));
            ratio("this server to one commit a message over JDBC", server / jdbc);
            if (pgbench > 0) {
                ratio("this server to pgbench", server / pgbench);
            }
            ratio("this server to an echo without a database", server / echo);
        }
    }

    private static double server(EmbeddedPostgres postgres) {
        List<String> command = List.of(Path.of("vestnik").toAbsolutePath().toString(), "serve");
        Map<String, String> settings = Map.of(
                "VESTNIK_DATABASE_URL", postgres.address().jdbcUrl(),
                "VESTNIK_DATABASE_USER", postgres.address().user(),
                "VESTNIK_DATABASE_PASSWORD", postgres.address().password());
        try (ServerProcess server = ServerProcess.start(command, settings)) {
            LoadReport report = new LoadTool(line -> {}).run(LoadPlan.of(Scenario.DIRECT), server.target());
            if (!report.isLawful()) {
                throw new IllegalStateException("a law was violated: " + report.examples());
            }
            return report.messagesPerSecond();
        }
    }

    private static double print(String what, double rate) {
        System.out.printf(Locale.ROOT, "%-58s %,10.0f messages/s%n", what, rate);
        return rate;
    }

    private static void ratio(String what, double ratio) {
        System.out.printf(Locale.ROOT, "%-58s %10.2f%n", what, ratio);
    }
}
