package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResponseMemoryTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryBudget budget = new MemoryBudget("responses", 1000);

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger cuts = new AtomicInteger();
    private final List<String> cut = new CopyOnWriteArrayList<>();

    private ResponseMemory memory(Duration waitMax) {
        return new ResponseMemory(budget, waitMax, clock::get, cuts::incrementAndGet);
    }

    private void passes(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    /// A response that a client reads. If `releasedByCut` is set, its memory is released when the response is cut,
    /// otherwise by the test.
    private final class Response implements ResponseMemory.Reader {
        private final String name;
        private final ResponseMemory.Share share;
        private final boolean releasedByCut;
        private final AtomicLong taken = new AtomicLong(1_000_000);

        Response(String name, ResponseMemory.Share share, boolean releasedByCut) {
            this.name = name;
            this.share = share;
            this.releasedByCut = releasedByCut;
            // The counter of a connection includes the bytes of earlier responses, so it does not begin at 0.
            share.writing(this, budget.bytesMax());
        }

        @Override
        public long bytesTaken() {
            return taken.get();
        }

        @Override
        public void cut() {
            cut.add(name);
            if (releasedByCut) {
                share.close();
            }
        }
    }

    private Response writes(ResponseMemory memory, int user, String name, long bytes) {
        return new Response(name, memory.take(user(user), bytes).orElseThrow(), true);
    }

    private static UserId user(int number) {
        return new UserId(new UUID(0, number));
    }

    @Test
    void one_user_holds_at_most_a_quarter() {
        ResponseMemory memory = memory(AT_ONCE);
        assertThat(memory.take(user(1), 200)).isPresent();
        assertThat(memory.take(user(1), 100)).isEmpty();
        assertThat(memory.take(user(1), 50)).isPresent();
        assertThat(memory.take(user(2), 250)).isPresent();
    }

    @Test
    void all_users_together_never_exceed_the_budget() {
        ResponseMemory memory = memory(AT_ONCE);
        for (int i = 0; i < 4; i++) {
            assertThat(memory.take(user(i), 240)).isPresent();
        }
        assertThat(memory.take(user(9), 41)).isEmpty();
        assertThat(memory.take(user(9), 40)).isPresent();
    }

    @Test
    void a_response_larger_than_a_users_share_gets_the_whole_share() {
        ResponseMemory memory = memory(AT_ONCE);
        try (ResponseMemory.Share share = memory.take(user(1), 5000).orElseThrow()) {
            assertThat(budget.bytesTaken()).isEqualTo(250);
            assertThat(memory.take(user(1), 1)).isEmpty();
            share.shrink(100);
            assertThat(budget.bytesTaken()).isEqualTo(100);
            assertThat(memory.take(user(1), 150)).isPresent();
        }
        assertThat(budget.bytesTaken()).isEqualTo(150);
    }

    @Test
    void closing_twice_releases_once() {
        ResponseMemory memory = memory(AT_ONCE);
        ResponseMemory.Share share = memory.take(user(1), 200).orElseThrow();
        assertThat(memory.take(user(1), 50)).isPresent();
        share.close();
        share.close();
        assertThat(budget.bytesTaken()).isEqualTo(50);
        assertThat(memory.take(user(1), 200)).isPresent();
        assertThat(memory.take(user(1), 1)).isEmpty();
    }

    @Test
    void parallel_requests_wait_for_memory_and_never_exceed_it() throws Exception {
        ResponseMemory memory = memory(LONG);
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            UserId user = user(i % 6);
            work.add(() -> {
                for (int round = 0; round < 20; round++) {
                    Optional<ResponseMemory.Share> share = memory.take(user, 240);
                    if (share.isEmpty()) {
                        return false;
                    }
                    most.accumulateAndGet(held.addAndGet(240), Math::max);
                    Thread.onSpinWait();
                    held.addAndGet(-240);
                    share.get().close();
                }
                return true;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(most.get()).isBetween(240L, 1000L);
        assertThat(budget.bytesTaken()).isZero();
    }

    @Test
    void a_slow_response_of_the_user_who_holds_most_is_cut_first() {
        ResponseMemory memory = memory(AT_ONCE);
        writes(memory, 1, "other", 240);
        writes(memory, 2, "faster", 100).taken.addAndGet(100);
        writes(memory, 2, "slowest", 150);
        writes(memory, 3, "another", 240);
        writes(memory, 4, "fourth", 240);
        passes(ResponseMemory.PACE_AFTER);
        assertThat(memory.take(user(5), 150)).isPresent();
        assertThat(cut).containsExactly("slowest");
        assertThat(cuts).hasValue(1);
        assertThat(budget.bytesTaken()).isEqualTo(970);
    }

    @Test
    void as_many_slow_responses_are_cut_as_a_request_needs() {
        ResponseMemory memory = memory(AT_ONCE);
        for (int user = 1; user <= 10; user++) {
            writes(memory, user, "user " + user, 90 + user);
        }
        passes(ResponseMemory.PACE_AFTER);
        assertThat(memory.take(user(11), 200)).isPresent();
        assertThat(cut).containsExactly("user 10", "user 9");
    }

    @Test
    void a_fast_response_is_never_cut() {
        ResponseMemory memory = memory(AT_ONCE);
        List<Response> responses = new ArrayList<>();
        for (int user = 1; user <= 4; user++) {
            responses.add(writes(memory, user, "user " + user, 250));
        }
        for (int second = 1; second < ResponseMemory.TAKEN_WITHIN.toSeconds(); second++) {
            passes(Duration.ofSeconds(1));
            responses.forEach(
                    response -> response.taken.addAndGet(budget.bytesMax() / ResponseMemory.TAKEN_WITHIN.toSeconds()));
            assertThat(memory.take(user(5), 10)).isEmpty();
        }
        assertThat(cut).isEmpty();
        passes(Duration.ofSeconds(2));
        assertThat(memory.take(user(5), 10)).as("they stopped").isPresent();
        assertThat(cut).hasSize(1);
    }

    @Test
    void a_response_is_not_cut_before_its_pace_is_known() {
        ResponseMemory memory = memory(AT_ONCE);
        for (int user = 1; user <= 3; user++) {
            writes(memory, user, "user " + user, 250);
        }
        ResponseMemory.Share beingMade = memory.take(user(4), 250).orElseThrow();
        passes(ResponseMemory.PACE_AFTER.minusNanos(1));
        assertThat(memory.take(user(5), 250)).isEmpty();
        passes(Duration.ofNanos(1));
        for (int user = 5; user <= 7; user++) {
            assertThat(memory.take(user(user), 250)).isPresent();
        }
        assertThat(memory.take(user(8), 250))
                .as("one is being made, three are new")
                .isEmpty();
        assertThat(cut).hasSize(3);
        beingMade.close();
        assertThat(memory.take(user(8), 250)).isPresent();
    }

    @Test
    void a_request_cuts_no_response_of_a_user_who_holds_no_more() {
        ResponseMemory memory = memory(AT_ONCE);
        for (int user = 1; user <= 10; user++) {
            writes(memory, user, "user " + user, user == 1 ? 101 : 99);
        }
        passes(ResponseMemory.PACE_AFTER);
        assertThat(memory.take(user(1), 100)).isEmpty();
        assertThat(cut).isEmpty();
        assertThat(memory.take(user(2), 100)).isPresent();
        assertThat(cut).containsExactly("user 1");
    }

    @Test
    void a_waiting_request_cuts_a_response_that_becomes_slow() throws Exception {
        ResponseMemory memory = memory(LONG);
        for (int user = 1; user <= 4; user++) {
            writes(memory, user, "user " + user, 250);
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<ResponseMemory.Share>> taken = threads.submit(() -> memory.take(user(5), 100));
            await().until(() -> memory.waiting() == 1);
            assertThat(cut).isEmpty();
            passes(ResponseMemory.PACE_AFTER);
            assertThat(taken.get()).isPresent();
        }
        assertThat(cut).hasSize(1);
    }

    @Test
    void memory_that_is_being_released_cuts_no_second_response() throws Exception {
        ResponseMemory memory = memory(LONG);
        List<Response> responses = new ArrayList<>();
        for (int user = 1; user <= 4; user++) {
            responses.add(
                    new Response("user " + user, memory.take(user(user), 250).orElseThrow(), false));
        }
        passes(ResponseMemory.PACE_AFTER);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<ResponseMemory.Share>> one = threads.submit(() -> memory.take(user(5), 100));
            await().until(() -> cut.size() == 1);
            Future<Optional<ResponseMemory.Share>> other = threads.submit(() -> memory.take(user(6), 100));
            await().until(() -> memory.waiting() == 2);
            Response first = responses.stream()
                    .filter(response -> cut.contains(response.name))
                    .findFirst()
                    .orElseThrow();
            first.share.close();
            assertThat(one.get()).isPresent();
            assertThat(other.get()).isPresent();
        }
        assertThat(cut).hasSize(1);
        assertThat(budget.bytesTaken()).isEqualTo(950);
    }

    @Test
    void released_memory_goes_to_the_waiting_user_who_holds_least() throws Exception {
        ResponseMemory memory = memory(LONG);
        ResponseMemory.Share released = memory.take(user(1), 250).orElseThrow();
        for (int user = 2; user <= 4; user++) {
            assertThat(memory.take(user(user), 150)).isPresent();
        }
        assertThat(memory.take(user(5), 250)).isPresent();
        assertThat(memory.take(user(6), 50)).isPresent();
        Queue<String> served = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> holder = threads.submit(() -> {
                assertThat(memory.take(user(2), 100)).isPresent();
                served.add("holder");
            });
            await().until(() -> memory.waiting() == 1);
            Future<?> newcomer = threads.submit(() -> {
                ResponseMemory.Share share = memory.take(user(7), 200).orElseThrow();
                served.add("newcomer");
                share.close();
            });
            await().until(() -> memory.waiting() == 2);
            released.close();
            newcomer.get();
            holder.get();
        }
        assertThat(served).containsExactly("newcomer", "holder");
    }

    @Test
    void a_full_queue_refuses_the_user_who_wants_most() throws Exception {
        ResponseMemory memory = memory(LONG);
        for (int user = 1; user <= 4; user++) {
            assertThat(memory.take(user(user), 250)).isPresent();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<ResponseMemory.Share>>> greedy = new ArrayList<>();
            for (int i = 0; i < ResponseMemory.WAITING_MAX; i++) {
                greedy.add(threads.submit(() -> memory.take(user(5), 1)));
            }
            await().until(() -> memory.waiting() == ResponseMemory.WAITING_MAX);
            Future<Optional<ResponseMemory.Share>> modest = threads.submit(() -> memory.take(user(6), 100));
            await().until(() -> greedy.stream().filter(Future::isDone).count() == 1);
            assertThat(memory.waiting()).isEqualTo(ResponseMemory.WAITING_MAX);
            assertThat(modest.isDone()).isFalse();
            threads.shutdownNow();
        }
    }

    @Test
    void users_without_responses_are_forgotten() {
        ResponseMemory memory = memory(AT_ONCE);
        memory.take(user(1), 250).orElseThrow().close();
        writes(memory, 2, "slow", 250);
        for (int user = 3; user <= 5; user++) {
            assertThat(memory.take(user(user), 250)).isPresent();
        }
        passes(ResponseMemory.PACE_AFTER);
        assertThat(memory.take(user(6), 250)).isPresent();
        assertThat(memory.take(user(7), 250)).isEmpty();
        assertThat(memory.users()).isEqualTo(4);
    }
}
