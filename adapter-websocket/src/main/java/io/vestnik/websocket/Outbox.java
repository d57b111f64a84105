package io.vestnik.websocket;

import io.vestnik.application.live.OutletClosedException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/// The way to one peer: first in, first out, bounded, and never waited for but by a replay.
///
/// Whoever flushes while nobody writes becomes the writer until the queue is empty or the socket is full; then the
/// socket's callback goes on. Frames that wait together leave in one write. State is guarded by this object's monitor;
/// all writing happens outside of it.
final class Outbox {
    /// One write. Also the unit of progress: a client that takes less than this in the time it is given is too slow.
    static final int WRITE_BYTES = 16 * 1024;

    /// What a replay may be ahead of the client: enough to keep the socket busy.
    private static final int REPLAY_AHEAD_BYTES = 4 * WRITE_BYTES;

    /// A queue that was longer than this is thrown away when it is empty, so that one busy moment does not cost memory
    /// for as long as the connection lasts.
    private static final int QUEUE_KEPT_MAX = 64;

    private static final int QUEUE_FIRST = 4;

    private static final int NO_PROBE = 0;
    private static final int PROBE_WRITING = -1;

    private final CoreSession session;
    private final int bytesMax;
    private final long progressNanos;
    private final LongSupplier nanoTime;
    private final WebSocketMetrics metrics;
    private final Callback afterWrite = new AfterWrite();

    private ArrayDeque<byte[]> queue = new ArrayDeque<>(QUEUE_FIRST);
    private boolean queueGrew;
    /// Of live events and answers, queued or being written.
    private int liveBytes;
    /// Of the replay, likewise. It is ahead of what is live, so what is written counts against it first.
    private int replayBytes;
    private int writingBytes;
    private int writingFrames;
    private boolean writing;
    private @Nullable CloseCode closing;
    private boolean gone;
    private long progressAt;
    private @Nullable Thread replayer;
    /// The frame whose wait is measured: when it was queued, and how many frames there are up to it.
    private long probeQueuedAt;
    private int probePlace = NO_PROBE;

    /// @param bytesMax of live events and answers that may wait
    Outbox(CoreSession session, int bytesMax, long progressNanos, LongSupplier nanoTime, WebSocketMetrics metrics) {
        this.session = session;
        this.bytesMax = bytesMax;
        this.progressNanos = progressNanos;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
    }

    /// Queues a frame.
    ///
    /// @return false when that would be too much; then it was not, and the connection is to be closed
    synchronized boolean offer(byte[] frame) {
        if (closing != null || gone) {
            return true;
        }
        if (frame.length > bytesMax - liveBytes) {
            return false;
        }
        liveBytes += frame.length;
        add(frame);
        return true;
    }

    /// Queues a frame of the replay; waits while the client is behind.
    ///
    /// @return false when the client made no progress for too long; then it was not, and the connection is to be closed
    /// @throws OutletClosedException when the connection is gone
    boolean replay(byte[] frame) {
        long waitingSince = nanoTime.getAsLong();
        while (!replayNow(frame)) {
            flush();
            long stalled = nanoTime.getAsLong() - progressSince(waitingSince);
            if (stalled >= progressNanos) {
                return false;
            }
            LockSupport.parkNanos(this, progressNanos - stalled);
            if (Thread.interrupted()) {
                throw new OutletClosedException();
            }
        }
        return true;
    }

    private boolean replayNow(byte[] frame) {
        boolean due;
        synchronized (this) {
            if (closing != null || gone) {
                replayer = null;
                throw new OutletClosedException();
            }
            if (replayBytes >= REPLAY_AHEAD_BYTES) {
                replayer = Thread.currentThread();
                return false;
            }
            replayer = null;
            replayBytes += frame.length;
            add(frame);
            due = replayBytes >= WRITE_BYTES;
        }
        if (due) {
            flush();
        }
        return true;
    }

    private synchronized long progressSince(long waitingSince) {
        return progressAt - waitingSince > 0 ? progressAt : waitingSince;
    }

    private void add(byte[] frame) {
        queue.add(frame);
        queueGrew |= queue.size() > QUEUE_KEPT_MAX;
        if (probePlace == NO_PROBE) {
            probePlace = queue.size();
            probeQueuedAt = nanoTime.getAsLong();
        }
    }

    /// Bytes that wait or are being written.
    synchronized int queuedBytes() {
        return liveBytes + replayBytes;
    }

    /// Ends the connection once what waits is written, or at once where nobody will read it.
    ///
    /// @return whether it was not ending already
    synchronized boolean close(CloseCode code) {
        if (closing != null || gone) {
            return false;
        }
        closing = code;
        if (code == CloseCode.SLOW_CONSUMER) {
            queue.clear();
            probePlace = NO_PROBE;
        }
        wakeReplayer();
        return true;
    }

    /// The connection is gone.
    synchronized void discard() {
        gone = true;
        queue = new ArrayDeque<>(0);
        wakeReplayer();
    }

    private void wakeReplayer() {
        if (replayer != null) {
            LockSupport.unpark(replayer);
        }
    }

    /// Writes what waits, unless somebody already does.
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
        List<byte[]> frames = next();
        int last = frames.size() - 1;
        for (int i = 0; i <= last; i++) {
            Frame frame = new Frame(OpCode.TEXT, ByteBuffer.wrap(frames.get(i)));
            session.sendFrame(frame, i == last ? afterWrite : Callback.NOOP, i < last);
        }
    }

    /// What to write next; empty when there is nothing, or the close frame is on its way and nothing follows it.
    private List<byte[]> next() {
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

    private List<byte[]> take() {
        List<byte[]> frames = new ArrayList<>(Math.min(queue.size(), QUEUE_KEPT_MAX));
        int bytes = 0;
        do {
            byte[] frame = queue.remove();
            bytes += frame.length;
            frames.add(frame);
        } while (!queue.isEmpty() && bytes + queue.peek().length <= WRITE_BYTES);
        writingBytes = bytes;
        writingFrames = frames.size();
        if (probePlace > writingFrames) {
            probePlace -= writingFrames;
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
                frames = writingFrames;
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
            // The session tells the connection, which cleans up.
            discard();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
