package io.vestnik.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One connection of the loop. All connections share one input buffer. Output is collected until the end of a round of
/// the loop.
///
/// An idle connection holds only a small output buffer. Used on the loop's thread only.
abstract class Link {
    private static final byte[] EMPTY = {};

    final Bytes out = new Bytes();
    private byte[] rest = EMPTY;
    private @Nullable Loop loop;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private boolean dirty;
    private boolean ended;

    /// The connection is open. The implementation sends its first data.
    abstract void begin();

    /// Reads as many complete frames or responses as the bytes contain.
    ///
    /// @param now the time at which the bytes were received, as {@link System#nanoTime}
    /// @return the number of bytes that were read
    abstract int take(byte[] bytes, int from, int to, long now);

    /// The connection ended. This is the last call.
    abstract void ended(String why);

    final void opened(Loop by, SocketChannel on, SelectionKey with) {
        loop = by;
        channel = on;
        key = with;
        begin();
    }

    /// Notifies the loop that data was appended to `out`.
    final void outputAppended() {
        if (!dirty && !ended && loop != null) {
            dirty = true;
            loop.dirty(this);
        }
    }

    final boolean isEnded() {
        return ended;
    }

    /// @param input a buffer that wraps `bytes`
    final void read(ByteBuffer input, byte[] bytes) {
        SocketChannel from = channel;
        if (from == null) {
            return;
        }
        try {
            input.clear();
            input.put(rest);
            int got = from.read(input);
            long now = System.nanoTime();
            if (got < 0) {
                end("the server closed the connection");
                return;
            }
            int have = input.position();
            int taken = take(bytes, 0, have, now);
            rest = taken == have ? EMPTY : Arrays.copyOfRange(bytes, taken, have);
            if (rest.length == input.capacity()) {
                end("a frame larger than " + input.capacity() + " bytes");
            }
        } catch (IOException e) {
            end(String.valueOf(e.getMessage()));
        }
    }

    final void write() {
        dirty = false;
        SocketChannel to = channel;
        SelectionKey with = key;
        if (ended || to == null || with == null) {
            return;
        }
        try {
            if (out.length > 0) {
                int written = to.write(ByteBuffer.wrap(out.array, 0, out.length));
                out.drop(written);
            }
            int wanted = out.length > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (with.interestOps() != wanted) {
                with.interestOps(wanted);
            }
        } catch (IOException e) {
            end(String.valueOf(e.getMessage()));
        }
    }

    /// Closes the connection without a close frame and without calling {@link #ended}.
    final void abandon() {
        ended = true;
        close();
    }

    final void end(String why) {
        if (!ended) {
            ended = true;
            close();
            ended(why);
        }
    }

    private void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The connection is unusable after a failed close, too.
            return;
        }
    }
}
