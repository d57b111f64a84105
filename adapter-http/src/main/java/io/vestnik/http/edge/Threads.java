package io.vestnik.http.edge;

import io.vestnik.application.FatalErrors;
import java.util.concurrent.ThreadFactory;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each task of the HTTP server and its WebSockets on a virtual thread. Tells the [AcceptGate] when a task begins
/// to wait for a processor and when it starts to run.
public final class Threads implements ThreadPool {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

    private final ThreadFactory threads = Thread.ofVirtual().name("http-", 0).factory();
    private final AcceptGate gate;
    private final FatalErrors fatal;

    public Threads(AcceptGate gate, FatalErrors fatal) {
        this.gate = gate;
        this.fatal = fatal;
    }

    @Override
    public void execute(Runnable task) {
        gate.waits();
        threads.newThread(() -> run(task)).start();
    }

    private void run(Runnable task) {
        gate.runs();
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("event=http_task_failed", e);
        } catch (Error e) {
            fatal.report("http", e);
        }
    }

    @Override
    public void join() {}

    /// Returns a fixed value, because the interface requires a number. In fact each running task has a thread.
    @Override
    public int getThreads() {
        return 1;
    }

    @Override
    public int getIdleThreads() {
        return 1;
    }

    @Override
    public boolean isLowOnThreads() {
        return false;
    }
}
