package io.vestnik.http;

import io.vestnik.http.route.Answer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The resources that one request holds until its response is written: the right to run ([RunningRequests.Turn]), and
/// memory. Used by the thread of the request.
final class RequestResources implements AutoCloseable {
    private final Deque<Runnable> releases = new ArrayDeque<>();
    private Optional<ResponseMemory.Share> memory = Optional.empty();

    /// Adds the right of the request to run. It ends when the response is written.
    void turn(RunningRequests.Turn turn) {
        releases.push(turn::close);
    }

    /// Adds an action that runs once the response is written.
    void until(Runnable written) {
        releases.push(written);
    }

    /// Adds memory for the response.
    void memory(ResponseMemory.Share share) {
        memory = Optional.of(share);
        releases.push(share::close);
    }

    /// Called when the response is made: reduces the reserved memory to the size of the response's body.
    void made(Answer answer) {
        long bytes = answer instanceof Answer.Given given ? given.body().capacity() : 0;
        memory.ifPresent(share -> share.shrink(bytes));
    }

    /// Begins to measure how fast the client reads the response. Called when the server begins to write the response.
    ///
    /// @param bytes the size of the body
    void writing(ResponseMemory.Reader reader, long bytes) {
        memory.ifPresent(share -> share.writing(reader, bytes));
    }

    /// Releases all resources in reverse order.
    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
