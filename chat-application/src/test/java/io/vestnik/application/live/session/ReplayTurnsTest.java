package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayTurnsTest {
    private static final UserId ALICE = new UserId(new UUID(0, 1));
    private static final UserId BOB = new UserId(new UUID(0, 2));

    private final ReplayTurns turns = new ReplayTurns(2);
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void no_user_is_left() throws InterruptedException {
        end.countDown();
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(10));
        }
        assertThat(turns.users()).isZero();
    }

    private Thread working(UserId userId, AtomicInteger running) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try (ReplayTurns.Ticket ticket = turns.join(userId)) {
                ticket.inTurnOfUser(() -> ticket.inTurnOfNode(() -> {
                    running.incrementAndGet();
                    return awaitEnd(end);
                }));
            } catch (EventSinkClosedException e) {
                // The test interrupted the thread.
            }
        });
        threads.add(thread);
        return thread;
    }

    private static boolean awaitEnd(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void a_user_runs_one_replay_at_a_time_beside_other_users() {
        AtomicInteger alice = new AtomicInteger();
        AtomicInteger bob = new AtomicInteger();
        for (int i = 0; i < 32; i++) {
            working(ALICE, alice);
        }
        await().until(() -> alice.get() == 1);
        working(BOB, bob);
        await().until(() -> bob.get() == 1);
        assertThat(alice).hasValue(1);
        end.countDown();
        await().until(() -> alice.get() == 32);
    }

    @Test
    void a_node_runs_a_bounded_number_of_replays_at_a_time() {
        AtomicInteger running = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            working(new UserId(new UUID(1, i)), running);
        }
        await().during(Duration.ofMillis(200)).until(() -> running.get() == 2);
        end.countDown();
        await().until(() -> running.get() == 10);
    }

    @Test
    void an_interrupted_replay_stops_waiting() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        working(ALICE, running);
        await().until(() -> running.get() == 1);
        Thread second = working(ALICE, running);
        second.interrupt();
        assertThat(second.join(Duration.ofSeconds(10))).isTrue();
        assertThat(running).hasValue(1);
    }

    @Test
    void a_failed_task_releases_its_turn() {
        try (ReplayTurns.Ticket ticket = turns.join(ALICE)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> ticket.inTurnOfUser(() -> ticket.inTurnOfNode(() -> {
                            throw new IllegalStateException("failed");
                        })))
                        .hasMessage("failed");
            }
        }
    }
}
