package io.vestnik.attacks.kit;

import io.vestnik.embedded.DatabaseAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The tools of one attack: connections from its own addresses, accounts, counters and the clock. Thread-safe.
public final class AttackContext {
    /// The pause of a worker whose connection was cut, so that a dead server does not make it spin.
    private static final Duration AGAIN_AFTER = Duration.ofMillis(20);

    private static final Duration WORKER_END_TIMEOUT = Duration.ofSeconds(5);
    private static final int BREACHES_MAX = 20;

    /// A short run seeds the full number of rows divided by this.
    private static final int SHORT_FRACTION = 10;

    /// One worker of a swarm.
    @FunctionalInterface
    public interface Work {
        /// Attacks once, or until the end of the attack.
        ///
        /// @param number of the worker, from 0
        void run(int number) throws Exception;
    }

    private final int port;
    private final Addresses addresses;
    private final DatabaseAddress database;
    private final Duration length;
    private final boolean shortRun;
    private final Entrance entrance;
    private final Tally tally = new Tally();
    private final Ledger ledger = new Ledger();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long startNanos;

    public AttackContext(AttackOrder order, DatabaseAddress database) {
        this.port = order.port();
        this.addresses = new Addresses(order.network());
        this.database = database;
        this.length = order.length();
        this.shortRun = order.shortRun();
        this.entrance = new Entrance(port, addresses);
    }

    /// Requests that obey the limits, for the preparation.
    public Entrance entrance() {
        return entrance;
    }

    public Seed seed() {
        return new Seed(database);
    }

    public Tally tally() {
        return tally;
    }

    public Ledger ledger() {
        return ledger;
    }

    /// How many rows to seed: the given number, or a tenth of it in a short run.
    public int rows(int full) {
        return shortRun ? full / SHORT_FRACTION : full;
    }

    /// An address that this attack has not used.
    public InetAddress address() {
        return addresses.next();
    }

    public int port() {
        return port;
    }

    public Account account(String name) throws IOException {
        return entrance.register(name);
    }

    // Connections. All are closed at the end, which also unblocks the workers that read from them.

    public HttpLine http() throws IOException {
        return http(address(), 0);
    }

    public HttpLine http(InetAddress from, int receiveBufferBytes) throws IOException {
        return opened(new HttpLine(port, from, receiveBufferBytes));
    }

    public SocketLine socket() throws IOException {
        return socket(address(), 0);
    }

    public SocketLine socket(InetAddress from, int receiveBufferBytes) throws IOException {
        return opened(new SocketLine(port, from, receiveBufferBytes, ""));
    }

    /// Registers a connection, to be closed at the end.
    public <T extends AutoCloseable> T opened(T line) throws IOException {
        open.add(line);
        tally.sent();
        if (isOver()) {
            closeQuietly(line);
            throw new IOException("over");
        }
        return line;
    }

    /// Counts a response.
    public Reply count(Reply reply) {
        tally.sent();
        tally.answered(reply.outcome());
        return reply;
    }

    /// Counts a frame from the server by its type, or by its code when it is an error.
    public String count(String frame) {
        String type = SocketLine.field(frame, "type");
        tally.answered(type.equals("error") ? SocketLine.field(frame, "code") : type);
        return frame;
    }

    /// Records a broken promise of the server.
    public void breach(String what) {
        if (breaches.size() < BREACHES_MAX) {
            breaches.add(what);
        }
    }

    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    // The clock

    public boolean isOver() {
        return over.getCount() == 0;
    }

    /// Waits for the end of the attack.
    public void awaitEnd() throws InterruptedException {
        over.await();
    }

    /// Returns after this time, or at the end of the attack.
    public void pause(Duration time) throws InterruptedException {
        boolean unused = over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void begin() {
        startNanos = System.nanoTime();
    }

    /// Since the start of the attack.
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /// How long the attack lasts.
    public Duration length() {
        return length;
    }

    /// Waits until this percentage of the attack's length has passed.
    public void awaitPercent(int percent) throws InterruptedException {
        pause(length.multipliedBy(percent).dividedBy(100).minus(elapsed()));
    }

    /// Ends the attack: workers stop, connections close.
    public void end() {
        over.countDown();
        open.forEach(AttackContext::closeQuietly);
    }

    // Workers

    /// Runs workers and waits for the end of the attack. Each repeats its work until then, also after a cut connection.
    public void swarm(int workers, Work work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            threads.add(start(i, work));
        }
        over.await();
        for (Thread thread : threads) {
            thread.join(WORKER_END_TIMEOUT);
        }
    }

    /// Starts one worker and returns.
    public Thread start(int number, Work work) {
        return Thread.ofVirtual().name("attack-" + number).start(() -> {
            while (!isOver()) {
                try {
                    work.run(number);
                } catch (SocketLine.ClosedException e) {
                    after("closed " + e.code());
                } catch (IOException e) {
                    after(cut(e));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (Exception e) {
                    breach("the attack failed: " + e);
                    return;
                }
            }
        });
    }

    private void after(String outcome) {
        if (!isOver()) {
            tally.answered(outcome);
            Pause.of(AGAIN_AFTER);
        }
    }

    private static String cut(IOException e) {
        String message = e.getMessage();
        return message != null && message.startsWith("handshake") ? message : "cut";
    }

    private static void closeQuietly(@Nullable AutoCloseable line) {
        try {
            if (line != null) {
                line.close();
            }
        } catch (Exception e) {
            // The connection is unusable either way.
        }
    }
}
