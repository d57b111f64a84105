package io.vestnik.application.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

final class TurnTest {
    private final SteppingRuntime runtime = new SteppingRuntime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Turn turn = Turn.bounded(runtime, lock, "changing a title");

    @Test
    void a_bounded_turn_is_the_lock_of_the_writer() {
        turn.take();
        assertThat(lock.isHeldByCurrentThread()).isTrue();

        turn.release();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void a_turn_that_is_taken_for_five_seconds_fails_the_change() {
        turn.take();
        CompletableFuture<Void> taken = takeElsewhere();
        assertThat(runtime.untilNext()).isEqualTo(Turn.MAX);
        runtime.step(Turn.MAX.minusNanos(1));
        assertThat(taken).isNotDone();

        runtime.step(Duration.ofNanos(1));

        assertThatThrownBy(taken::join)
                .hasCauseInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("changing a title: the chat's writer is busy");
        turn.release();
    }

    @Test
    void a_turn_that_becomes_free_in_time_is_taken() {
        turn.take();
        CompletableFuture<Void> taken = takeElsewhere();
        runtime.step(Turn.MAX.minusNanos(1));

        turn.release();

        taken.join();
        assertThat(lock.isLocked()).isFalse();
    }

    /// Takes and releases the turn on another thread. Returns when that thread waits.
    private CompletableFuture<Void> takeElsewhere() {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        runtime.start("change", () -> {
            try {
                turn.take();
                turn.release();
                taken.complete(null);
            } catch (RuntimeException e) {
                taken.completeExceptionally(e);
            }
        });
        await().until(() -> runtime.waiting() == 1);
        return taken;
    }
}
