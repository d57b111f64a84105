package io.vestnik.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A thread that owns all connections. In each round it reads the received bytes, lets the current step react, and
/// writes all output with one system call per connection.
final class Loop implements AutoCloseable {

    /// What the loop does between reading and writing.
    interface Step {
        /// Sends what is due.
        ///
        /// @param now the current time, as {@link System#nanoTime}
        /// @return the maximum time until the next call, in nanoseconds
        long turn(long now);
    }

    private static final int READ_BYTES = 256 * 1024;
    private static final long IDLE_NANOS = 100_000_000;

    /// The length of one sleep, in nanoseconds. For waits below a millisecond the loop sleeps, since the selector waits
    /// in whole milliseconds.
    private static final long NAP_NANOS = 50_000;

    private static final long MILLI_NANOS = 1_000_000;

    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /// Fails when the loop ends, so that no caller waits for a task that will not run.
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private final List<Link> dirty = new ArrayList<>();
    private final byte[] read = new byte[READ_BYTES];
    private final ByteBuffer input = ByteBuffer.wrap(read);
    private Step step = now -> IDLE_NANOS;
    private volatile boolean stopped;
    private volatile long cpuNanos;

    Loop() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().name("vestnik-load").daemon().start(this::run);
    }

    /// Runs a task on the loop's thread and waits until it is done.
    ///
    /// @throws java.util.concurrent.CompletionException with the failure of the task or of the loop as its cause
    void call(Runnable task) {
        boolean unused = ask(() -> {
            task.run();
            return true;
        });
    }

    /// Runs a query on the loop's thread and returns its result.
    ///
    /// @throws java.util.concurrent.CompletionException with the failure of the query or of the loop as its cause
    <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        submit(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        CompletableFuture.anyOf(answer, ended).join();
        return answer.join();
    }

    /// Queues a task for the loop's thread.
    void submit(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /// Replaces the current step. Called on the loop's thread.
    void setStep(Step next) {
        step = next;
    }

    /// Opens a connection, waits until it is open, and adds it to the loop.
    void connect(URI server, Link link) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(server.getHost(), port(server)));
            channel.configureBlocking(false);
            call(() -> register(channel, link));
        } catch (IOException e) {
            throw new UncheckedIOException(server + ": " + e.getMessage(), e);
        }
    }

    /// Registers a link whose output is written at the end of the round. Called on the loop's thread.
    void dirty(Link link) {
        dirty.add(link);
    }

    /// The processor time that the loop's thread has used so far, in nanoseconds.
    long cpuNanos() {
        return cpuNanos;
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void register(SocketChannel channel, Link link) {
        try {
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ, link);
            link.opened(this, channel, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        try {
            runTurns();
            ended.completeExceptionally(new IllegalStateException("the loop is closed"));
        } catch (Throwable e) {
            ended.completeExceptionally(e);
        } finally {
            for (SelectionKey key : selector.keys()) {
                ((Link) key.attachment()).abandon();
            }
            closeSelector();
        }
    }

    private void runTurns() throws IOException {
        ThreadMXBean times = ManagementFactory.getThreadMXBean();
        long cpuReadAt = System.nanoTime();
        while (!stopped) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            long now = System.nanoTime();
            long due = step.turn(now);
            flush();
            select(due);
            if (now - cpuReadAt > IDLE_NANOS) {
                cpuReadAt = now;
                cpuNanos = times.getCurrentThreadCpuTime();
            }
        }
    }

    private void select(long due) throws IOException {
        if (due <= 0) {
            selector.selectNow(this::ready);
        } else if (due < MILLI_NANOS) {
            if (selector.selectNow(this::ready) == 0) {
                LockSupport.parkNanos(Math.min(due, NAP_NANOS));
            }
        } else {
            selector.select(this::ready, Math.min(due, IDLE_NANOS) / MILLI_NANOS);
        }
    }

    private void ready(SelectionKey key) {
        Link link = (Link) key.attachment();
        if (key.isValid() && key.isReadable()) {
            link.read(input, read);
        }
        if (key.isValid() && key.isWritable()) {
            link.write();
        }
    }

    private void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).write();
        }
        dirty.clear();
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(URI server) {
        return server.getPort() == -1 ? 80 : server.getPort();
    }
}
