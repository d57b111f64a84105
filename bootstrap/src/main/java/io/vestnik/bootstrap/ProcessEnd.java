package io.vestnik.bootstrap;

import io.vestnik.application.FatalErrors;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the process after an error with which the node cannot continue. Users are served better by a restart through a
/// supervisor than by a server that works only in part.
///
/// The process is stopped in the usual way, so that the database is shut down; it is halted if it still runs after
/// [#STOP_MAX]. One thread stops the process and another one halts it. Both threads are started in advance, because an
/// error such as `OutOfMemoryError` may leave no memory for new threads.
final class ProcessEnd implements FatalErrors, AutoCloseable {
    /// The exit code: `EX_SOFTWARE`, an internal software error, of the BSD `sysexits`.
    static final int EXIT_CODE = 70;

    /// How long the usual stop may take. This is longer than the stop of a node, which waits 10 s for a store that
    /// hangs, and shorter than the 40 s that a container gets.
    static final Duration STOP_MAX = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

    private final CountDownLatch reported = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();
    private final Duration stopMax;
    private final Thread stopping;
    private final Thread halting;

    /// Returns an object that ends the current process when an error is reported to it.
    static ProcessEnd ofThisProcess(Terminal terminal) {
        return new ProcessEnd(terminal, STOP_MAX, System::exit, Runtime.getRuntime()::halt);
    }

    /// @param stop ends the process in the usual way; may block
    /// @param halt ends the process immediately
    ProcessEnd(Terminal terminal, Duration stopMax, IntConsumer stop, IntConsumer halt) {
        this.stopMax = stopMax;
        this.stopping = start("fatal-stop", () -> {
            terminal.printError("a fatal error ends the process with code " + EXIT_CODE + ": " + first.get()
                    + "; start it again, the data is safe");
            stop.accept(EXIT_CODE);
        });
        this.halting = start("fatal-halt", () -> {
            TimeUnit.NANOSECONDS.sleep(this.stopMax.toNanos());
            halt.accept(EXIT_CODE);
        });
    }

    /// What a waiting thread does after an error was reported: it stops or halts the process.
    @FunctionalInterface
    private interface Exit {
        void run() throws InterruptedException;
    }

    private Thread start(String name, Exit exit) {
        return Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                reported.await();
                exit.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void report(String component, Throwable error) {
        first.compareAndSet(null, component + " failed with " + error);
        reported.countDown();
        // Logging comes last, because it allocates the most memory and may therefore fail.
        LOG.error("event=fatal component={}", component, error);
    }

    /// Ends the two waiting threads, unless an error was reported.
    @Override
    public void close() {
        if (reported.getCount() > 0) {
            stopping.interrupt();
            halting.interrupt();
        }
    }
}
