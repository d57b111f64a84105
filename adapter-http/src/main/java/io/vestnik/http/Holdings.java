package io.vestnik.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What one request holds until its response is written: its turn, and its memory. Used by the request's thread.
final class Holdings implements AutoCloseable {
    private final Deque<Runnable> releases = new ArrayDeque<>();
    private Optional<ResponseMemory.Share> memory = Optional.empty();

    /// Holds a turn.
    void turn(RunningRequests.Turn turn) {
        releases.push(turn::close);
    }

    /// Does this, too, once the response is written.
    void until(Runnable written) {
        releases.push(written);
    }

    /// Holds memory for the response.
    void memory(ResponseMemory.Share share) {
        memory = Optional.of(share);
        releases.push(share::close);
    }

    /// The response is made: only its own bytes are held from here on.
    void made(Answer answer) {
        long bytes = answer instanceof Answer.Given given ? given.body().capacity() : 0;
        memory.ifPresent(share -> share.shrink(bytes));
    }

    /// Releases everything, the last first.
    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
