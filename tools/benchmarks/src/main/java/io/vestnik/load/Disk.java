package io.vestnik.load;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measures what a million messages need: bytes in the database, in the write-ahead log and in a backup, and the time
/// of a backup and of a restore. For short and for long texts, with two users in each chat.
public final class Disk {
    private static final List<Integer> TEXT_BYTES = List.of(LoadPlan.TEXT_BYTES, 1_000);
    private static final Duration WRITING = Duration.ofSeconds(60);
    private static final double MILLION = 1_000_000;
    private static final double MB = 1_000_000;

    private final Path vestnik = Path.of("vestnik").toAbsolutePath();
    private final Path directory;

    private Disk(Path directory) {
        this.directory = directory;
    }

    /// Runs the measurement, which takes about six minutes and 10 GB in the directory of temporary files.
    public static void main(String[] arguments) throws Exception {
        for (int textBytes : TEXT_BYTES) {
            Path directory = Files.createTempDirectory("vestnik-disk");
            try {
                new Disk(directory).measure(textBytes);
            } finally {
                Directories.remove(directory);
            }
        }
    }

    private void measure(int textBytes) throws Exception {
        Path data = directory.resolve("data");
        Path backup = directory.resolve("backup");
        double millions;
        try (ServerProcess server = ServerProcess.start(
                List.of(vestnik.toString(), "serve"), Map.of("VESTNIK_DATA_DIR", data.toString()))) {
            DatabaseAddress address = EmbeddedPostgres.join(data).orElseThrow();
            try (Connection connection =
                    DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
                double logBefore = number(connection, "pg_current_wal_lsn() - '0/0'");
                LoadPlan plan = LoadPlan.of(Scenario.DIRECT)
                        .withTextBytes(textBytes)
                        .withWarmUp(Duration.ofSeconds(1))
                        .withDuration(WRITING);
                LoadReport report = new LoadTool(line -> {}).run(plan, server.target());
                if (!report.isLawful()) {
                    throw new IllegalStateException("the laws: " + report.examples());
                }
                double log = number(connection, "pg_current_wal_lsn() - '0/0'") - logBefore;
                double messages = number(connection, "(select count(*) from messages)");
                millions = messages / MILLION;
                System.out.printf(
                        Locale.ROOT, "%,.0f messages with texts of %,d bytes; for a million:%n", messages, textBytes);
                print("rows, MB", number(connection, "pg_table_size('messages')") / MB / millions);
                print("indexes, MB", number(connection, "pg_indexes_size('messages')") / MB / millions);
                print("whole database, MB", number(connection, "pg_database_size(current_database())") / MB / millions);
                print("written to the write-ahead log, MB", log / MB / millions);
            }
            print("backup, s", seconds(data, "backup", backup.toString()) / millions);
            print("backup, MB", Files.size(backup) / MB / millions);
        }
        print(
                "restore, s",
                seconds(directory.resolve("restored"), "backup", "--restore", backup.toString()) / millions);
    }

    private static double number(Connection connection, String expression) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select " + expression)) {
            row.next();
            return row.getDouble(1);
        }
    }

    /// Runs a command of the server's program on a data directory and returns its time, in seconds.
    private double seconds(Path data, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(vestnik.toString()));
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("VESTNIK_"));
        builder.environment().put("VESTNIK_DATA_DIR", data.toString());
        long begin = System.nanoTime();
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(Files.readString(directory.resolve("output")));
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void print(String what, double value) {
        System.out.printf(Locale.ROOT, "  %-40s %,8.1f%n", what, value);
    }
}
