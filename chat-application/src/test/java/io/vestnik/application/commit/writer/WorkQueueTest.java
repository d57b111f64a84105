package io.vestnik.application.commit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class WorkQueueTest {
    private final SteppingRuntime runtime = new SteppingRuntime();
    private final WorkQueue queue = new WorkQueue(runtime, 32L << 20);
    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final ChatId other = new ChatId(UUID.randomUUID());

    private static QueuedChange write(ChatId chatId) {
        return advance(chatId, new UserId(UUID.randomUUID()));
    }

    private static QueuedChange advance(ChatId chatId, UserId user) {
        return new QueuedChange.Advance(
                chatId, user, new MessageId(1), CommitListener.none(), new CompletableFuture<Outcome<MessageId>>());
    }

    @Test
    void waiting_changes_are_taken_in_order_up_to_the_size_of_a_batch() throws InterruptedException {
        List<QueuedChange> writes = new ArrayList<>();
        for (int i = 0; i <= WorkQueue.BATCH_MAX; i++) {
            writes.add(write(chat));
        }
        writes.forEach(queue::add);

        assertThat(queue.take()).isEqualTo(writes.subList(0, WorkQueue.BATCH_MAX));
        assertThat(queue.take()).isEqualTo(writes.subList(WorkQueue.BATCH_MAX, writes.size()));
    }

    @Test
    void law_8_a_full_queue_refuses_at_once_and_accepts_when_there_is_room() throws InterruptedException {
        for (int i = 0; i < QueueRoom.CHANGES_MAX; i++) {
            queue.add(write(chat));
        }
        QueuedChange refused = write(chat);
        queue.add(refused);
        assertThatThrownBy(() -> refused.stage().join()).hasCauseInstanceOf(StoreOverloadedException.class);

        assertThat(queue.take()).hasSize(WorkQueue.BATCH_MAX);
        QueuedChange taken = write(chat);
        queue.add(taken);
        assertThat(taken.stage()).isNotDone();
    }

    @Test
    void a_failure_also_fails_waiting_and_new_changes_of_the_same_chat() throws InterruptedException {
        QueuedChange failing = write(chat);
        QueuedChange behind = write(chat);
        QueuedChange elsewhere = write(other);
        QueuedChange meanwhile = write(chat);
        List<QueuedChange> reported = new ArrayList<>();
        for (QueuedChange write : List.of(failing, behind, elsewhere, meanwhile)) {
            CompletableFuture<?> unused = write.stage().whenComplete((done, failure) -> reported.add(write));
        }
        CompletableFuture<?> unused = failing.stage().whenComplete((done, failure) -> queue.add(meanwhile));
        queue.add(behind);
        queue.add(elsewhere);

        queue.fail(List.of(failing), new StoreUnavailableException("lost"));

        assertThat(reported).containsExactly(failing, behind, meanwhile);
        assertThat(queue.take()).containsExactly(elsewhere);
        QueuedChange after = write(chat);
        queue.add(after);
        assertThat(queue.take()).containsExactly(after);
    }

    @Test
    void a_closed_queue_returns_its_changes_and_accepts_no_more() throws InterruptedException {
        QueuedChange held = write(chat);
        queue.add(held);
        queue.close();
        QueuedChange late = write(chat);
        queue.add(late);

        assertThatThrownBy(() -> late.stage().join()).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(queue.take()).containsExactly(held);
        assertThat(queue.take()).isNull();
    }

    @Test
    void one_user_fills_at_most_a_quarter_of_a_queue() throws InterruptedException {
        UserId greedy = new UserId(UUID.randomUUID());
        for (int i = 0; i < QueueRoom.CHANGES_MAX / QueueRoom.USER_PART; i++) {
            queue.add(advance(chat, greedy));
        }
        QueuedChange refused = advance(other, greedy);
        queue.add(refused);
        assertThatThrownBy(() -> refused.stage().join()).hasCauseInstanceOf(StoreOverloadedException.class);
        QueuedChange elses = write(chat);
        queue.add(elses);
        assertThat(elses.stage()).isNotDone();

        assertThat(queue.take()).hasSize(WorkQueue.BATCH_MAX);
        QueuedChange again = advance(other, greedy);
        queue.add(again);
        assertThat(again.stage()).isNotDone();
    }

    @Test
    void a_queue_is_bounded_in_bytes_for_all_and_for_each_user() {
        WorkQueue small = new WorkQueue(runtime, 64L * QueuedChange.OWN_BYTES);
        UserId greedy = new UserId(UUID.randomUUID());
        List<QueuedChange> greedyWorks = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            greedyWorks.add(advance(chat, greedy));
        }
        greedyWorks.forEach(small::add);
        assertThat(greedyWorks.subList(0, 16)).noneMatch(write -> write.stage().isDone());
        assertThat(greedyWorks.get(16).stage()).isCompletedExceptionally();

        List<QueuedChange> others = new ArrayList<>();
        for (int i = 0; i < 49; i++) {
            others.add(write(chat));
        }
        others.forEach(small::add);
        assertThat(others.subList(0, 48)).noneMatch(write -> write.stage().isDone());
        assertThat(others.get(48).stage()).isCompletedExceptionally();
        assertThat(small.size()).isEqualTo(64);
    }

    @Test
    void all_queues_together_are_bounded_by_a_share_of_the_heap() {
        assertThat(QueueRoom.bytesOfEach(256L << 20, 2)).isBetween(7L << 20, 8L << 20);
        assertThat(QueueRoom.bytesOfEach(64L << 30, 2)).isEqualTo(32L << 20);
    }

    @Test
    void chats_that_are_set_aside_keep_their_order_and_wait_for_their_turn() throws InterruptedException {
        QueuedChange first = write(chat);
        QueuedChange second = write(chat);
        QueuedChange elsewhere = write(other);
        queue.add(first);
        assertThat(queue.take()).containsExactly(first);
        queue.add(second);
        queue.add(elsewhere);
        queue.setAside(List.of(first), Set.of(chat));
        QueuedChange third = write(chat);
        queue.add(third);
        assertThat(queue.take()).containsExactly(elsewhere);
        assertThat(queue.size()).isEqualTo(3);

        AsideChats.Attempt failing = Objects.requireNonNull(queue.takeAside(true, Duration.ZERO));
        assertThat(failing.waitFor()).contains(chat);
        assertThat(failing.writes()).containsExactly(first);
        queue.setAside(failing.writes(), Set.of(chat));
        queue.settle(Set.of(chat));

        AsideChats.Attempt succeeding = Objects.requireNonNull(queue.takeAside(true, Duration.ZERO));
        assertThat(succeeding.writes()).containsExactly(first);
        QueuedChange fourth = write(chat);
        queue.add(fourth);
        queue.settle(Set.of(chat));
        assertThat(queue.take()).containsExactly(second, third, fourth);
        assertThat(queue.size()).isZero();
    }

    @Test
    void a_chat_set_aside_for_too_long_fails_in_order() throws InterruptedException {
        List<QueuedChange> reported = new ArrayList<>();
        QueuedChange first = write(chat);
        QueuedChange second = write(chat);
        for (QueuedChange write : List.of(first, second)) {
            CompletableFuture<?> unused = write.stage().whenComplete((done, failure) -> reported.add(write));
        }
        queue.setAside(List.of(first), Set.of(chat));
        queue.add(second);
        queue.close();
        runtime.step(Duration.ofSeconds(5).minusNanos(1));
        queue.failAside(Duration.ofSeconds(5), new StoreUnavailableException("locked"));
        assertThat(reported).isEmpty();

        runtime.step(Duration.ofNanos(1));
        queue.failAside(Duration.ofSeconds(5), new StoreUnavailableException("locked"));
        assertThat(reported).containsExactly(first, second);
        assertThat(queue.take()).isNull();
        queue.finish();
        assertThat(queue.takeAside(true, Duration.ZERO)).isNull();
    }

    @Test
    void a_lock_that_is_held_for_long_is_polled_after_a_pause() throws InterruptedException {
        Duration pause = Duration.ofMillis(20);
        QueuedChange first = write(chat);
        queue.setAside(List.of(first), Set.of(chat));
        AsideChats.Attempt second = Objects.requireNonNull(queue.takeAside(true, pause));
        queue.setAside(second.writes(), Set.of(chat));
        queue.settle(Set.of(chat));

        CompletableFuture<AsideChats.Attempt> third = new CompletableFuture<>();
        runtime.start("retry", () -> {
            try {
                third.complete(Objects.requireNonNull(queue.takeAside(true, pause)));
            } catch (InterruptedException e) {
                third.completeExceptionally(e);
            }
        });
        await().until(() -> runtime.waiting() == 1);
        assertThat(runtime.untilNext()).isEqualTo(pause);
        assertThat(third).isNotDone();
        runtime.step(pause);

        assertThat(third.join().writes()).containsExactly(first);
        assertThat(third.join().waitFor()).isEmpty();
    }

    @Test
    void a_new_locked_chat_ends_the_pause() throws InterruptedException {
        queue.setAside(List.of(write(chat)), Set.of(chat));
        AsideChats.Attempt second = Objects.requireNonNull(queue.takeAside(true, Duration.ZERO));
        queue.setAside(second.writes(), Set.of(chat));
        queue.settle(Set.of(chat));
        CompletableFuture<AsideChats.Attempt> next = new CompletableFuture<>();
        runtime.start("retry", () -> {
            try {
                next.complete(Objects.requireNonNull(queue.takeAside(true, Duration.ofMillis(20))));
            } catch (InterruptedException e) {
                next.completeExceptionally(e);
            }
        });
        await().until(() -> runtime.waiting() == 1);

        queue.setAside(List.of(write(other)), Set.of(other));

        assertThat(next.join().waitFor()).contains(other);
        assertThat(runtime.nanoTime()).isZero();
    }

    @Test
    void a_refused_change_learns_in_which_time_the_queue_drains() throws InterruptedException {
        for (int i = 0; i < QueueRoom.CHANGES_MAX + WorkQueue.BATCH_MAX; i++) {
            queue.add(write(chat));
            if (queue.size() == WorkQueue.BATCH_MAX && runtime.nanoTime() == 0) {
                assertThat(queue.take()).hasSize(WorkQueue.BATCH_MAX);
                runtime.step(Duration.ofMillis(200));
            }
        }
        QueuedChange refused = write(chat);
        queue.add(refused);

        assertThatThrownBy(() -> refused.stage().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StoreOverloadedException.class,
                        // No batch has ended, so the estimate is the time that the present batch has taken so far.
                        failure -> assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(200)));
    }

    @Test
    void chats_that_fail_together_fail_in_the_order_in_which_they_were_set_aside() {
        List<QueuedChange> reported = new ArrayList<>();
        List<QueuedChange> writes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            QueuedChange write = write(new ChatId(UUID.randomUUID()));
            CompletableFuture<?> unused = write.stage().whenComplete((done, failure) -> reported.add(write));
            writes.add(write);
            queue.setAside(List.of(write), Set.of(write.chatId()));
        }

        queue.failAside(Duration.ZERO, new StoreUnavailableException("locked"));

        assertThat(reported).isEqualTo(writes);
    }

    @Test
    void chats_set_aside_fill_at_most_a_quarter_of_a_queue() {
        queue.setAside(List.of(write(chat)), Set.of(chat));
        for (int i = 1; i < QueueRoom.CHANGES_MAX / 4; i++) {
            queue.add(write(chat));
        }
        QueuedChange refused = write(chat);
        queue.add(refused);
        assertThatThrownBy(() -> refused.stage().join()).hasCauseInstanceOf(StoreOverloadedException.class);
        QueuedChange elsewhere = write(other);
        queue.add(elsewhere);
        assertThat(elsewhere.stage()).isNotDone();
    }
}
