package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.LiveMemoryFullException;
import org.junit.jupiter.api.Test;

final class SubscriptionMemoryTest {
    private final MemoryBudget budget = new MemoryBudget("subscriptions", 3L * SubscriptionMemory.BYTES);
    private final SubscriptionMemory memory = new SubscriptionMemory(budget);

    @Test
    void the_memory_of_all_chats_is_reserved_before_the_first_subscription() {
        memory.reserve(2);
        assertThat(subscriptions()).isEqualTo(2);
        memory.added();
        memory.added();
        assertThat(subscriptions()).isEqualTo(2);
        memory.removed();
        memory.removed();
        assertThat(subscriptions()).isZero();
    }

    @Test
    void a_user_with_more_chats_than_there_is_room_for_is_refused() {
        memory.reserve(2);
        SubscriptionMemory other = new SubscriptionMemory(budget);
        assertThatThrownBy(() -> other.reserve(2)).isInstanceOf(LiveMemoryFullException.class);
        assertThat(subscriptions()).isEqualTo(2);
        other.reserve(1);
    }

    @Test
    void a_reservation_that_is_not_used_is_released() {
        memory.reserve(3);
        memory.added();
        memory.releaseUnused();
        assertThat(subscriptions()).isEqualTo(1);
        memory.releaseUnused();
        memory.removed();
        assertThat(subscriptions()).isZero();
    }

    @Test
    void a_chat_that_is_joined_later_is_counted_also_beyond_the_budget() {
        memory.reserve(3);
        for (int i = 0; i < 4; i++) {
            memory.added();
        }
        assertThat(subscriptions()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            memory.removed();
        }
        assertThat(subscriptions()).isZero();
    }

    private long subscriptions() {
        return budget.bytesTaken() / SubscriptionMemory.BYTES;
    }
}
