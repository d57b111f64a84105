package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.LiveMemoryFullException;
import io.vestnik.application.runtime.SystemRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class SubscriptionMemoryTest {
    private static final int ROOM = 10;

    private final MemoryBudget budget = new MemoryBudget("subscriptions", (long) ROOM * SubscriptionMemory.BYTES);
    private final SubscriptionMemory memory =
            new SubscriptionMemory(budget, Duration.ofMinutes(1), SystemRuntime.INSTANCE);
    private final Queue<String> evicted = new ConcurrentLinkedQueue<>();

    /// Adds a user. If the user is evicted, their subscriptions remain until the test releases them.
    private SubscriptionMemory.Holding user(String name, int subscriptions) {
        SubscriptionMemory.Holding holding = memory.open(() -> evicted.add(name));
        holding.reserve(subscriptions);
        return holding;
    }

    private static void end(SubscriptionMemory.Holding holding, int subscriptions) {
        holding.releaseUnused();
        for (int i = 0; i < subscriptions; i++) {
            holding.removed();
        }
    }

    private long subscriptions() {
        return budget.bytesTaken() / SubscriptionMemory.BYTES;
    }

    @Test
    void the_memory_of_all_chats_is_reserved_before_the_first_subscription() {
        SubscriptionMemory.Holding user = user("user", 2);
        assertThat(subscriptions()).isEqualTo(2);
        user.added();
        user.added();
        assertThat(subscriptions()).isEqualTo(2);
        user.removed();
        user.removed();
        assertThat(subscriptions()).isZero();
    }

    @Test
    void a_reservation_that_is_not_used_is_released() {
        SubscriptionMemory.Holding user = user("user", 3);
        user.added();
        user.releaseUnused();
        assertThat(subscriptions()).isEqualTo(1);
        user.releaseUnused();
        user.removed();
        assertThat(subscriptions()).isZero();
    }

    @Test
    void a_connecting_user_who_would_have_the_most_chats_is_refused() {
        user("many", 6);
        user("few", 2);
        SubscriptionMemory.Holding most = memory.open(() -> evicted.add("most"));
        assertThatThrownBy(() -> most.reserve(7)).isInstanceOf(LiveMemoryFullException.class);
        assertThatThrownBy(() -> most.reserve(6)).as("as many").isInstanceOf(LiveMemoryFullException.class);
        assertThat(evicted).isEmpty();
        assertThat(subscriptions()).isEqualTo(8);
        most.reserve(2);
        assertThat(subscriptions()).isEqualTo(ROOM);
    }

    @Test
    void a_connecting_user_with_fewer_chats_waits_for_the_memory_of_the_largest() {
        SubscriptionMemory.Holding largest = user("largest", 7);
        user("other", 2);
        SubscriptionMemory.Holding connecting = memory.open(() -> evicted.add("connecting"));
        CompletableFuture<Void> reserved = CompletableFuture.runAsync(() -> connecting.reserve(5));
        await().untilAsserted(() -> assertThat(evicted).containsExactly("largest"));
        end(largest, 0);
        reserved.join();
        assertThat(subscriptions()).isEqualTo(7);
        assertThat(evicted).containsExactly("largest");
    }

    @Test
    void memory_that_is_being_released_evicts_no_second_user() {
        SubscriptionMemory.Holding largest = user("largest", 6);
        user("second", 4);
        List<CompletableFuture<Void>> reserved = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SubscriptionMemory.Holding connecting = memory.open(() -> evicted.add("connecting"));
            reserved.add(CompletableFuture.runAsync(() -> connecting.reserve(2)));
        }
        await().untilAsserted(() -> assertThat(evicted).isNotEmpty());
        end(largest, 0);
        reserved.forEach(CompletableFuture::join);
        assertThat(evicted).containsExactly("largest");
        assertThat(subscriptions()).isEqualTo(ROOM);
    }

    @Test
    void a_connecting_user_is_refused_if_the_memory_is_not_released_in_time() {
        SubscriptionMemory impatient = new SubscriptionMemory(budget, Duration.ofMillis(1), SystemRuntime.INSTANCE);
        impatient.open(() -> evicted.add("largest")).reserve(ROOM);
        SubscriptionMemory.Holding connecting = impatient.open(() -> evicted.add("connecting"));
        assertThatThrownBy(() -> connecting.reserve(1)).isInstanceOf(LiveMemoryFullException.class);
        assertThat(evicted).containsExactly("largest");
        assertThat(subscriptions()).isEqualTo(ROOM);
    }

    @Test
    void a_joined_chat_evicts_the_user_with_the_most_chats() {
        SubscriptionMemory.Holding largest = user("largest", 6);
        SubscriptionMemory.Holding joining = user("joining", 4);
        joining.added();
        assertThat(evicted).as("reserved").isEmpty();
        joining.releaseUnused();
        for (int i = 0; i < 3; i++) {
            joining.added();
        }
        assertThat(subscriptions()).isEqualTo(ROOM);
        assertThat(evicted).isEmpty();
        joining.added();
        joining.added();
        assertThat(evicted).containsExactly("largest");
        end(largest, 0);
        assertThat(subscriptions()).isEqualTo(6);
    }

    @Test
    void a_user_who_joins_too_many_chats_is_evicted() {
        user("ordinary", 2);
        SubscriptionMemory.Holding joining = user("joining", 0);
        for (int i = 0; i < ROOM - 2; i++) {
            joining.added();
        }
        assertThat(evicted).isEmpty();
        joining.added();
        assertThat(evicted).containsExactly("joining");
        // The subscriptions of the evicted user have not ended yet.
        joining.added();
        assertThat(evicted).containsExactly("joining");
        assertThatThrownBy(() -> joining.reserve(1)).isInstanceOf(LiveMemoryFullException.class);
        end(joining, ROOM);
        assertThat(subscriptions()).isEqualTo(2);
        user("next", ROOM - 2);
        assertThat(evicted).containsExactly("joining");
    }

    @Test
    void of_two_users_with_as_many_chats_the_newer_is_evicted() {
        user("older", 4);
        user("newer", 4);
        SubscriptionMemory.Holding joining = user("joining", 2);
        joining.releaseUnused();
        for (int i = 0; i < 3; i++) {
            joining.added();
        }
        assertThat(evicted).containsExactly("newer");
    }

    @Test
    void a_user_without_chats_connects_to_a_full_node() {
        user("largest", ROOM).added();
        SubscriptionMemory.Holding joining = user("joining", 0);
        joining.added();
        assertThat(evicted).containsExactly("largest");
        user("none", 0);
        assertThat(evicted).containsExactly("largest");
    }

    @Test
    void only_users_with_subscriptions_are_remembered() {
        for (int i = 0; i < 100; i++) {
            SubscriptionMemory.Holding user = user("user", 1);
            user.added();
            user.removed();
            memory.open(() -> evicted.add("none"));
        }
        assertThat(memory.users()).isZero();
    }

    /// The memory has room for ten chats. So if eight users fill it, at least one of them has more than one chat.
    @Test
    void users_with_one_chat_are_never_refused_beside_users_who_join_many() throws Exception {
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int joined = i % 4 * 2;
            work.add(() -> {
                for (int round = 0; round < 500; round++) {
                    stay(joined);
                }
                return null;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        assertThat(evicted).isNotEmpty();
        assertThat(subscriptions()).isZero();
        assertThat(memory.users()).isZero();
        evicted.clear();
        user("all of it", ROOM);
        assertThat(evicted).isEmpty();
    }

    private void stay(int joined) {
        SubscriptionMemory.Holding holding = user("user", 1);
        for (int i = 0; i < 1 + joined; i++) {
            holding.added();
            // This pause lets the threads overlap even on one processor.
            LockSupport.parkNanos(1);
        }
        end(holding, 1 + joined);
    }
}
