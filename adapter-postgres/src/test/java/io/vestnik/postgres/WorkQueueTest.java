package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class WorkQueueTest {
    private final WorkQueue queue = new WorkQueue();
    private final ChatId chat = new ChatId(UUID.randomUUID());
    private final ChatId other = new ChatId(UUID.randomUUID());

    private static Work work(ChatId chatId) {
        return new Work.Advance(
                chatId, new UserId(UUID.randomUUID()), new MessageId(1), new CompletableFuture<Outcome<MessageId>>());
    }

    @Test
    void what_waits_is_taken_in_order_up_to_the_size_of_a_batch() throws InterruptedException {
        List<Work> works = new ArrayList<>();
        for (int i = 0; i <= WorkQueue.BATCH_MAX; i++) {
            works.add(work(chat));
        }
        works.forEach(queue::add);

        assertThat(queue.take()).isEqualTo(works.subList(0, WorkQueue.BATCH_MAX));
        assertThat(queue.take()).isEqualTo(works.subList(WorkQueue.BATCH_MAX, works.size()));
    }

    @Test
    void law_8_a_full_queue_refuses_at_once_and_takes_again_when_there_is_room() throws InterruptedException {
        for (int i = 0; i < WorkQueue.WAITING_MAX; i++) {
            queue.add(work(chat));
        }
        Work refused = work(chat);
        queue.add(refused);
        assertThatThrownBy(() -> refused.stage().join()).hasCauseInstanceOf(StoreOverloadedException.class);

        assertThat(queue.take()).hasSize(WorkQueue.BATCH_MAX);
        Work taken = work(chat);
        queue.add(taken);
        assertThat(taken.stage()).isNotDone();
    }

    @Test
    void a_failure_takes_along_what_waits_for_the_same_chat_and_what_comes_while_it_is_told()
            throws InterruptedException {
        Work failing = work(chat);
        Work behind = work(chat);
        Work elsewhere = work(other);
        Work meanwhile = work(chat);
        List<Work> told = new ArrayList<>();
        for (Work work : List.of(failing, behind, elsewhere, meanwhile)) {
            CompletableFuture<?> unused = work.stage().whenComplete((done, failure) -> told.add(work));
        }
        CompletableFuture<?> unused = failing.stage().whenComplete((done, failure) -> queue.add(meanwhile));
        queue.add(behind);
        queue.add(elsewhere);

        queue.fail(List.of(failing), new StoreUnavailableException("lost"));

        assertThat(told).containsExactly(failing, behind, meanwhile);
        assertThat(queue.take()).containsExactly(elsewhere);
        Work after = work(chat);
        queue.add(after);
        assertThat(queue.take()).containsExactly(after);
    }

    @Test
    void a_closed_queue_gives_what_it_holds_and_takes_nothing_more() throws InterruptedException {
        Work held = work(chat);
        queue.add(held);
        queue.close();
        Work late = work(chat);
        queue.add(late);

        assertThatThrownBy(() -> late.stage().join()).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(queue.take()).containsExactly(held);
        assertThat(queue.take()).isNull();
    }
}
