package io.vestnik.postgres;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.postgres.connection.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Appends many messages concurrently to a PostgreSQL that waits for its disk, and waits until all are committed. The
/// messages go to one chat, or are spread over fifty chats. The counter `stored` is the rate in messages per second.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AppendBenchmark {
    /// The number of concurrent messages.
    @Param({"1", "10", "100", "1000"})
    public int together;

    /// The number of chats.
    @Param({"1", "50"})
    public int chats;

    private final List<ChatId> into = new ArrayList<>();
    private final UserId sender = new UserId(UUID.randomUUID());
    private Path directory;
    private EmbeddedPostgres postgres;
    private PostgresStore store;
    private int next;

    /// Counts stored messages.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Messages {
        /// The number of stored messages.
        public long stored;
    }

    /// Starts the database and the store.
    @Setup
    public void open() throws IOException, SQLException {
        directory = Files.createTempDirectory("vestnik-append");
        postgres = EmbeddedPostgres.start(directory.resolve("data"), step -> {});
        DatabaseAddress address = postgres.address();
        store = PostgresStore.open(
                PostgresSettings.at(address.jdbcUrl()).as(Optional.of(address.user()), Optional.of(address.password())),
                (component, error) -> {
                    throw new IllegalStateException(component + " failed", error);
                });
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                PreparedStatement insert = connection.prepareStatement("insert into users (name, id) values (?, ?)")) {
            insert.setString(1, "Sender");
            insert.setObject(2, sender.value());
            insert.execute();
        }
        for (int i = 0; i < chats; i++) {
            ChatId chat = new ChatId(UUID.randomUUID());
            store.chats()
                    .createGroup(new Chats.GroupFounding(
                            chat, sender, new ChatTitle("group"), Set.of(), Optional.empty(), 1000));
            into.add(chat);
        }
    }

    /// Appends messages concurrently and waits for their commits.
    @Benchmark
    public void append(Messages counted) {
        List<CompletableFuture<Appended>> stages = new ArrayList<>(together);
        for (int i = 0; i < together; i++) {
            next = (next + 1) % chats;
            Draft draft = Draft.of(
                    into.get(next),
                    sender,
                    new MessageKey(UUID.randomUUID()),
                    new MessageText("x".repeat(120)),
                    Optional.empty());
            stages.add(store.messageLog().append(draft).toCompletableFuture());
        }
        for (CompletableFuture<Appended> stage : stages) {
            if (!(stage.join() instanceof Appended.Stored)) {
                throw new IllegalStateException("not stored: " + stage.join());
            }
            counted.stored++;
        }
    }

    /// Stops the store and the database.
    @TearDown
    public void close() throws IOException {
        store.close();
        postgres.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(AppendBenchmark::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
