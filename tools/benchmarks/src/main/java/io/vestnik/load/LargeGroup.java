package io.vestnik.load;

import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Measures the delivery of messages to a group with 15,000 connections, and its effect on other chats. 50 direct chats
/// run at a fixed rate: in two rounds without messages to the group, and in two rounds with about one per second.
public final class LargeGroup {
    private static final int MEMBERS = 500;
    private static final int RATE = 1_000;
    private static final Duration EACH = Duration.ofSeconds(20);

    /// Whether messages are sent to the group in each round. In this order, a machine that becomes faster or slower
    /// affects both kinds of rounds equally.
    private static final List<Boolean> ROUNDS = List.of(false, true, true, false);

    private static final Map<String, String> SETTINGS = Map.of("VESTNIK_LIMIT_GROUP_MEMBERS", "1000");

    private LargeGroup() {}

    /// Runs the measurement, which takes about four minutes.
    ///
    /// @param arguments the number of connections of the group's members, 15,000 by default; the limit on open files of
    ///     each process must allow them
    public static void main(String[] arguments) {
        int connections = arguments.length > 0 && !arguments[0].isBlank() ? Integer.parseInt(arguments[0]) : 15_000;
        List<String> command = List.of(Path.of("vestnik").toAbsolutePath().toString(), "serve");
        Consumer<String> progress = line -> {};
        Transport transport = Transport.create();
        try (ServerProcess server = ServerProcess.start(command, SETTINGS);
                Stage stage = new Stage(plan(), server.target(), transport, false, progress)) {
            Audience audience = new Audience(stage, connections);
            audience.connect();
            for (boolean posting : ROUNDS) {
                round(server, audience, posting);
            }
            System.out.printf(Locale.ROOT, "%,d messages to the group%n", audience.posted);
            print("a message to the group, on each connection", audience.delivery);
            print("a message to the group, on its last connection", audience.last);
            if (audience.lost() > 0) {
                throw new IllegalStateException(audience.lost() + " connections were lost");
            }
        } finally {
            transport.http().close();
        }
    }

    private static LoadPlan plan() {
        LoadPlan usual = LoadPlan.of(Scenario.DIRECT);
        return new LoadPlan(
                usual.scenario(),
                usual.people(),
                usual.window(),
                RATE,
                usual.warmUp(),
                EACH,
                usual.textBytes(),
                usual.connections(),
                usual.depth(),
                usual.chats(),
                usual.writers(),
                usual.drain(),
                usual.historyMessagesMax());
    }

    private static void round(ServerProcess server, Audience audience, boolean posting) {
        Thread poster = posting
                ? Thread.ofVirtual().start(audience::post)
                : Thread.ofVirtual().start(() -> {});
        LoadReport report = new LoadTool(line -> {}).run(plan(), server.target());
        poster.interrupt();
        join(poster);
        audience.check();
        if (!report.isLawful()) {
            throw new IllegalStateException("a law was broken: " + report.examples());
        }
        LoadReport.Latency ack = report.ack();
        System.out.printf(
                Locale.ROOT,
                "50 direct chats, %,d messages/s, the group %s: acknowledged p50 %.1f p99 %.1f max %.1f ms, delivered"
                        + " p99 %.1f ms%n",
                RATE,
                posting ? "gets a message a second" : "is silent",
                ack.p50(),
                ack.p99(),
                ack.max(),
                report.delivery().p99());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void print(String what, Histogram micros) {
        LoadReport.Latency latency = LoadReport.Latency.of(micros);
        System.out.printf(
                Locale.ROOT, "%s: p50 %.0f p99 %.0f max %.0f ms%n", what, latency.p50(), latency.p99(), latency.max());
    }

    /// The connections of the group's members, spread evenly over the members.
    private static final class Audience {
        private static final Duration DELIVERY_MAX = Duration.ofSeconds(30);

        private final Stage stage;
        private final int connections;
        private final List<Crowd.Person> members;
        private final VestnikApi owner;
        private final UUID chatId;
        private final Histogram delivery = Tally.histogram();
        private final Histogram last = Tally.histogram();
        private volatile long postedAt;
        private volatile CountDownLatch outstanding = new CountDownLatch(0);
        private int posted;
        private volatile @Nullable RuntimeException failure;

        Audience(Stage stage, int connections) {
            this.stage = stage;
            this.connections = connections;
            this.members = stage.register(MEMBERS);
            this.owner = members.getFirst().api();
            List<UUID> others =
                    members.stream().skip(1).map(Crowd.Person::userId).toList();
            this.chatId =
                    owner.createGroup("Large", others, UUID.randomUUID()).chat().id();
        }

        void connect() {
            new Listeners(stage, members, now -> {
                        Tally.record(delivery, now - postedAt);
                        outstanding.countDown();
                    })
                    .open(connections);
        }

        /// @throws RuntimeException if a message could not be posted, or did not arrive on every connection
        void check() {
            RuntimeException failed = failure;
            if (failed != null) {
                throw failed;
            }
        }

        long lost() {
            return stage.loop.ask(() -> stage.run.tally.connectionsLost);
        }

        /// Posts messages until the thread is interrupted. After each message it waits until all connections have
        /// received the message, and one more second.
        void post() {
            try {
                while (true) {
                    outstanding = new CountDownLatch(connections);
                    postedAt = System.nanoTime();
                    owner.post(chatId, UUID.randomUUID(), "To all of you", null);
                    posted++;
                    if (!outstanding.await(DELIVERY_MAX.toSeconds(), TimeUnit.SECONDS)) {
                        throw new IllegalStateException(outstanding.getCount() + " connections did not get a message");
                    }
                    long took = System.nanoTime() - postedAt;
                    stage.loop.call(() -> Tally.record(last, took));
                    Thread.sleep(Duration.ofSeconds(1));
                }
            } catch (InterruptedException e) {
                // The interrupt marks the end of the round.
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }
}
