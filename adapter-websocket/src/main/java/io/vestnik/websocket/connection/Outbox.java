package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.websocket.frame.CloseCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/// The queue of frames to one peer: first in, first out, and bounded. Only a replay waits for room in the queue.
///
/// A thread that flushes while no write is in progress becomes the writer until the queue is empty or the socket is
/// full. If the socket is full, its callback continues to write. Frames that wait together are sent in one write. State
/// is guarded by this object's monitor; all writing happens outside of it.
final class Outbox {
    /// The target size of one write, in bytes, which is also the unit in which progress is measured.
    static final int WRITE_BYTES = 16 * 1024;

    /// The number of bytes that a replay may be ahead of the client. A usual page of the replay fits, so that the page
    /// is not held elsewhere while the replay waits.
    private static final int REPLAY_AHEAD_BYTES = 8 * WRITE_BYTES;

    /// The number of bytes that a client must read each second while a replay waits for it.
    private static final long PROGRESS_BYTES_PER_SECOND = 1024;

    /// The number of queued bytes from which a client counts as behind. A client with fewer queued bytes is served even
    /// if the memory of all queues is used up; a client that is behind is then closed instead.
    private static final int BEHIND_BYTES = 4 * WRITE_BYTES;

    /// The queue length above which an emptied queue is replaced, so that one burst does not cost memory for the rest
    /// of the connection's life.
    private static final int QUEUE_KEPT_MAX = 64;

    private static final int QUEUE_FIRST = 4;

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final int NO_PROBE = 0;
    private static final int PROBE_WRITING = -1;

    private final CoreSession session;
    private final int bytesMax;
    private final long progressNanos;
    private final LongSupplier nanoTime;
    private final MemoryBudget memory;
    private final WebSocketMetrics metrics;
    private final Callback afterWrite = new AfterWrite();

    private ArrayDeque<OutFrame> queue = new ArrayDeque<>(QUEUE_FIRST);
    private boolean queueGrew;
    /// The number of bytes of live events and answers that are queued or being written.
    private int liveBytes;
    /// The number of bytes of the replay that are queued or being written. Frames of the replay precede live frames, so
    /// written bytes are subtracted here first.
    private int replayBytes;
    private int writingBytes;
    private List<OutFrame> writingFrames = List.of();
    private boolean writing;
    private @Nullable CloseCode closing;
    private boolean gone;
    /// The time when the client last read data, or had no data to read.
    private long progressAt;
    private @Nullable Thread replayer;
    /// Whether the client's pace is measured. `pacedSince` is the start of the measurement, and `pacedBytes` the number
    /// of bytes that the client has read since. A measurement starts when a replay has to wait for the client, and when
    /// the previous measurement ends.
    private boolean paced;
    private long pacedSince;
    private long pacedBytes;
    /// The time when the measured frame was queued. The waiting time of at most one queued frame is measured at a time;
    /// `probePlace` is the position of this frame in the queue, from 1.
    private long probeQueuedAt;
    private int probePlace = NO_PROBE;

    /// @param bytesMax the maximum number of bytes of the queued frames, without the replay
    /// @param progress how long a client may read less than [#PROGRESS_BYTES_PER_SECOND] of a replay
    /// @param nanoTime a monotonic clock, in nanoseconds
    /// @param memory the budget of the frames of all connections
    Outbox(
            CoreSession session,
            int bytesMax,
            Duration progress,
            LongSupplier nanoTime,
            MemoryBudget memory,
            WebSocketMetrics metrics) {
        this.session = session;
        this.bytesMax = bytesMax;
        this.progressNanos = progress.toNanos();
        this.nanoTime = nanoTime;
        this.memory = memory;
        this.metrics = metrics;
    }

    /// Queues a frame.
    ///
    /// @return false if the frame would exceed the bound of this connection or of all connections together; the frame
    ///     was then not queued, and the caller closes the connection
    synchronized boolean offer(OutFrame frame) {
        if (closing != null || gone) {
            return true;
        }
        if (frame.length() > bytesMax - liveBytes) {
            return false;
        }
        if (!frame.hold(memory)) {
            if (liveBytes + replayBytes >= BEHIND_BYTES) {
                return false;
            }
            frame.holdAnyway(memory);
        }
        add(frame);
        liveBytes += frame.length();
        return true;
    }

    /// Queues a frame of the replay; blocks while the client is behind.
    ///
    /// @return false if the client read less than [#PROGRESS_BYTES_PER_SECOND] for too long; the frame was then not
    ///     queued, and the caller closes the connection
    /// @throws EventSinkClosedException if the connection is closed
    boolean replay(OutFrame frame) {
        return await(() -> replayNow(frame));
    }

    /// Blocks until the client has read nearly all of the replay.
    ///
    /// @return false if the client read less than [#PROGRESS_BYTES_PER_SECOND] for too long; the caller closes the
    ///     connection
    /// @throws EventSinkClosedException if the connection is closed
    boolean awaitTaken() {
        return await(this::nearlyTaken);
    }

    private boolean await(BooleanSupplier attempt) {
        while (!attempt.getAsBoolean()) {
            flush();
            long left = paceLeft();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new EventSinkClosedException();
            }
        }
        return true;
    }

    private boolean replayNow(OutFrame frame) {
        boolean due;
        synchronized (this) {
            requireOpen();
            if (replayBytes >= REPLAY_AHEAD_BYTES || !hold(frame)) {
                replayer = Thread.currentThread();
                return false;
            }
            replayer = null;
            add(frame);
            replayBytes += frame.length();
            due = replayBytes >= WRITE_BYTES;
        }
        if (due) {
            flush();
        }
        return true;
    }

    /// Reserves memory for a frame of the replay. If the memory is used up, the frame waits until the client has read
    /// the earlier frames of the replay. Without earlier frames the frame does not wait.
    ///
    /// @return false if the frame has to wait
    private boolean hold(OutFrame frame) {
        if (frame.hold(memory)) {
            return true;
        }
        if (replayBytes > 0) {
            return false;
        }
        frame.holdAnyway(memory);
        return true;
    }

    private synchronized boolean nearlyTaken() {
        requireOpen();
        boolean taken = replayBytes < WRITE_BYTES;
        replayer = taken ? null : Thread.currentThread();
        return taken;
    }

    private void requireOpen() {
        if (closing != null || gone) {
            replayer = null;
            throw new EventSinkClosedException();
        }
    }

    /// The time until the pace of a client that is behind is evaluated, in nanoseconds; 0 or less if the client was too
    /// slow.
    private synchronized long paceLeft() {
        long now = nanoTime.getAsLong();
        if (!paced) {
            beginPace(now);
        }
        long left = pacedSince + progressNanos - now;
        if (left > 0) {
            return left;
        }
        if (pacedBytes * NANOS_PER_SECOND < PROGRESS_BYTES_PER_SECOND * progressNanos) {
            return left;
        }
        beginPace(now);
        return progressNanos;
    }

    private void beginPace(long now) {
        paced = true;
        pacedSince = now;
        pacedBytes = 0;
    }

    /// How long the client has read none of the queued data, in nanoseconds; 0 if nothing is queued.
    synchronized long stalledNanos() {
        return liveBytes + replayBytes == 0 || closing != null || gone ? 0 : nanoTime.getAsLong() - progressAt;
    }

    private void add(OutFrame frame) {
        queue.add(frame);
        queueGrew |= queue.size() > QUEUE_KEPT_MAX;
        if (probePlace == NO_PROBE) {
            probePlace = queue.size();
            probeQueuedAt = nanoTime.getAsLong();
            if (liveBytes + replayBytes == 0) {
                progressAt = probeQueuedAt;
            }
        }
    }

    /// The number of bytes that are queued or being written.
    synchronized int queuedBytes() {
        return liveBytes + replayBytes;
    }

    /// Ends the connection once the queued frames are written. The queue of a slow consumer is discarded instead.
    ///
    /// @return false if the connection was ending already
    synchronized boolean close(CloseCode code) {
        if (closing != null || gone) {
            return false;
        }
        closing = code;
        if (code == CloseCode.SLOW_CONSUMER) {
            release(queue);
            queue.clear();
            probePlace = NO_PROBE;
        }
        wakeReplayer();
        return true;
    }

    /// Discards all frames of a closed connection.
    synchronized void discard() {
        gone = true;
        release(queue);
        queue = new ArrayDeque<>(0);
        release(writingFrames);
        writingFrames = List.of();
        wakeReplayer();
    }

    private void release(Collection<OutFrame> frames) {
        frames.forEach(frame -> frame.release(memory));
    }

    private void wakeReplayer() {
        if (replayer != null) {
            LockSupport.unpark(replayer);
        }
    }

    /// Writes the queued frames, unless a write is in progress.
    void flush() {
        synchronized (this) {
            if (writing || gone || (queue.isEmpty() && closing == null)) {
                return;
            }
            writing = true;
        }
        write();
    }

    private void write() {
        List<OutFrame> frames = next();
        int last = frames.size() - 1;
        for (int i = 0; i <= last; i++) {
            session.sendFrame(frames.get(i).frame(), i == last ? afterWrite : Callback.NOOP, i < last);
        }
    }

    /// Returns the frames to write next; empty if the queue is empty. If the queue is empty and the connection is
    /// ending, this method sends the close frame, after which no frame is written.
    private List<OutFrame> next() {
        CloseCode code;
        synchronized (this) {
            if (!queue.isEmpty()) {
                return take();
            }
            if (queueGrew) {
                queue = new ArrayDeque<>(QUEUE_FIRST);
                queueGrew = false;
            }
            code = closing;
            if (code == null || gone) {
                writing = false;
                return List.of();
            }
        }
        session.close(code.code(), code.reason(), Callback.NOOP);
        return List.of();
    }

    private List<OutFrame> take() {
        List<OutFrame> frames = new ArrayList<>(Math.min(queue.size(), QUEUE_KEPT_MAX));
        int bytes = 0;
        do {
            OutFrame frame = queue.remove();
            bytes += frame.length();
            frames.add(frame);
        } while (!queue.isEmpty() && bytes + queue.peek().length() <= WRITE_BYTES);
        writingBytes = bytes;
        writingFrames = frames;
        if (probePlace > frames.size()) {
            probePlace -= frames.size();
        } else if (probePlace > NO_PROBE) {
            probePlace = PROBE_WRITING;
        }
        return frames;
    }

    private final class AfterWrite implements Callback {
        @Override
        public void succeeded() {
            int frames;
            long waited = -1;
            synchronized (Outbox.this) {
                int replayed = Math.min(replayBytes, writingBytes);
                replayBytes -= replayed;
                liveBytes -= writingBytes - replayed;
                paced &= replayBytes > 0;
                pacedBytes += writingBytes;
                frames = writingFrames.size();
                release(writingFrames);
                writingFrames = List.of();
                progressAt = nanoTime.getAsLong();
                if (probePlace == PROBE_WRITING) {
                    probePlace = NO_PROBE;
                    waited = progressAt - probeQueuedAt;
                }
                wakeReplayer();
            }
            metrics.sent(frames);
            if (waited >= 0) {
                metrics.delivered(waited);
            }
            write();
        }

        @Override
        public void failed(Throwable failure) {
            // The session notifies the connection, which cleans up.
            discard();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
