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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What an attack uses: connections from its own addresses, accounts, counters and the clock. Thread-safe.
public final class AttackContext {
    /// The pause of a worker after its connection was cut. Without it, the worker would use all processor time when the
    /// server is dead.
    private static final Duration RETRY_PAUSE = Duration.ofMillis(20);

    private static final Duration WORKER_END_TIMEOUT = Duration.ofSeconds(5);
    private static final int BREACHES_MAX = 20;

    /// The divisor of the numbers of seeded rows in a short run.
    private static final int SHORT_FRACTION = 10;

    /// The work of one of several parallel workers.
    @FunctionalInterface
    public interface WorkerBody {
        /// Attacks once, or until the end of the attack.
        ///
        /// @param number the number of the worker, from 0 on
        void run(int number) throws Exception;
    }

    private final int port;
    private final Addresses addresses;
    private final DatabaseAddress database;
    private final Duration length;
    private final boolean shortRun;
    private final Entrance entrance;
    private final Tally tally;
    private final Ledger ledger;
    private final List<String> breaches;
    private final Set<AutoCloseable> open;
    private final CountDownLatch over;
    private final AtomicLong startNanos;

    public AttackContext(AttackOrder order, DatabaseAddress database) {
        this.port = order.port();
        this.addresses = new Addresses(order.network());
        this.database = database;
        this.length = order.length();
        this.shortRun = order.shortRun();
        this.entrance = new Entrance(port, addresses);
        this.tally = new Tally();
        this.ledger = new Ledger();
        this.breaches = new CopyOnWriteArrayList<>();
        this.open = ConcurrentHashMap.newKeySet();
        this.over = new CountDownLatch(1);
        this.startNanos = new AtomicLong();
    }

    private AttackContext(AttackContext parent) {
        this.port = parent.port;
        this.addresses = parent.addresses;
        this.database = parent.database;
        this.length = parent.length;
        this.shortRun = parent.shortRun;
        this.entrance = parent.entrance;
        this.tally = new Tally(parent.tally);
        this.ledger = parent.ledger;
        this.breaches = parent.breaches;
        this.open = parent.open;
        this.over = parent.over;
        this.startNanos = parent.startNanos;
    }

    /// The context of one of several attacks that run at the same time: with counters of its own, and everything else
    /// shared.
    public AttackContext part() {
        return new AttackContext(this);
    }

    /// Returns a client whose requests respect the limits, for the preparation of the attack.
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

    /// The number of rows to seed: `full`, or a tenth of it in a short run.
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

    // Connections. All are closed at the end, which also ends reads that block.

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

    /// Registers a connection, which is closed at the end of the attack.
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

    /// Counts a frame from the server: by its code if it is an error, otherwise by its type.
    public String count(String frame) {
        String type = SocketLine.field(frame, "type");
        tally.answered(type.equals("error") ? SocketLine.field(frame, "code") : type);
        return frame;
    }

    /// Records that the server broke a promise.
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

    /// Waits for a time, or until the end of the attack if that is sooner.
    public void pause(Duration time) throws InterruptedException {
        boolean unused = over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void begin() {
        startNanos.set(System.nanoTime());
    }

    /// The time since the start of the attack.
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos.get());
    }

    /// The total length of the attack.
    public Duration length() {
        return length;
    }

    /// Waits until this percentage of the attack's length has passed.
    public void awaitPercent(int percent) throws InterruptedException {
        pause(length.multipliedBy(percent).dividedBy(100).minus(elapsed()));
    }

    /// Ends the attack: the workers stop, and all connections are closed.
    public void end() {
        over.countDown();
        open.forEach(AttackContext::closeQuietly);
    }

    // Workers

    /// Runs several workers and waits for the end of the attack. Until then, each worker repeats its work, even after
    /// its connection was cut.
    public void swarm(int workers, WorkerBody body) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            threads.add(start(i, body));
        }
        over.await();
        for (Thread thread : threads) {
            thread.join(WORKER_END_TIMEOUT);
        }
    }

    /// Starts one worker and returns.
    public Thread start(int number, WorkerBody body) {
        return Thread.ofVirtual().name("attack-" + number).start(() -> {
            while (!isOver()) {
                try {
                    body.run(number);
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
            Pause.of(RETRY_PAUSE);
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
            // The connection is unusable after a failed close, too.
        }
    }
}
