package io.vestnik.application.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.SendLimit;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A client that waits until its pause is over is served, whatever other callers of the same user do meanwhile.
class SendBucketsTest {
    private static final UserId ALICE = new UserId(new UUID(2, 1));
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int USERS_MAX = 1_000;

    private final AtomicLong now = new AtomicLong(17);
    private final SendBuckets limit = new SendBuckets(2, 1, USERS_MAX, now::get);
    private final SendLimit.Reservations phone = limit.reservations(ALICE);
    private final SendLimit.Reservations laptop = limit.reservations(ALICE);

    @Test
    void a_burst_is_accepted_and_then_one_send_per_interval() {
        assertThat(limit.take(ALICE)).isEmpty();
        assertThat(phone.take(chat(1))).isEmpty();
        assertThat(phone.take(chat(1))).contains(SECOND);
        pass(SECOND);
        assertThat(phone.take(chat(1))).isEmpty();
        pass(Duration.ofSeconds(100));
        assertThat(phone.take(chat(1))).isEmpty();
        assertThat(phone.take(chat(1))).isEmpty();
        assertThat(phone.take(chat(1))).isPresent();
    }

    @Test
    void a_reserved_permit_is_not_given_to_another_caller() {
        spendAll();
        assertThat(phone.take(chat(1))).contains(SECOND);
        pass(SECOND);
        assertThat(limit.take(ALICE)).as("a call without a connection").contains(SECOND);
        assertThat(laptop.take(chat(1))).as("another connection").contains(Duration.ofSeconds(2));
        assertThat(phone.take(chat(2))).as("another chat").contains(Duration.ofSeconds(3));
        assertThat(phone.take(chat(1))).isEmpty();
        pass(SECOND);
        assertThat(limit.take(ALICE)).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(phone.take(chat(2))).isEmpty();
        assertThat(laptop.take(chat(1))).isEmpty();
        assertThat(limit.take(ALICE)).isPresent();
    }

    @Test
    void an_early_caller_keeps_its_reservation_for_the_rest_of_the_pause() {
        spendAll();
        assertThat(laptop.take(chat(1))).contains(SECOND);
        assertThat(phone.take(chat(1))).contains(Duration.ofSeconds(2));
        pass(Duration.ofMillis(300));
        assertThat(phone.take(chat(1))).contains(Duration.ofMillis(1_700));
        assertThat(phone.reserve(chat(1), Duration.ZERO)).isEqualTo(Duration.ofMillis(1_700));
        pass(Duration.ofMillis(1_690));
        assertThat(phone.take(chat(1))).as("no pause is shorter").contains(SendLimit.PAUSE_MIN);
    }

    @Test
    void a_permit_can_be_reserved_while_others_are_free() {
        assertThat(phone.reserve(chat(1), SECOND)).isEqualTo(SECOND);
        assertThat(limit.take(ALICE)).isEmpty();
        assertThat(limit.take(ALICE)).isPresent();
        assertThat(phone.take(chat(1))).isEmpty();
    }

    @Test
    void closing_a_connection_releases_its_reservations() {
        spendAll();
        for (int i = 0; i < 10; i++) {
            phone.take(chat(i));
        }
        assertThat(laptop.take(chat(1))).contains(Duration.ofSeconds(11));
        assertThat(limit.reserved()).isEqualTo(11);
        phone.close();
        assertThat(limit.reserved()).isEqualTo(1);
        assertThat(limit.take(ALICE)).contains(Duration.ofSeconds(2));
        phone.reserve(chat(3), SECOND);
        assertThat(limit.reserved())
                .as("of the laptop, and of all that is no connection")
                .isEqualTo(2);
    }

    @Test
    void an_unclaimed_permit_is_released_after_a_grace_period() {
        spendAll();
        phone.take(chat(1));
        phone.take(chat(2));
        pass(Duration.ofMillis(200));
        assertThat(laptop.take(chat(1))).contains(Duration.ofMillis(2_800));
        pass(SECOND.plus(SendBucket.GRACE).minusMillis(201));
        limit.take(ALICE);
        assertThat(limit.reserved()).isEqualTo(3);
        pass(Duration.ofMillis(1));
        limit.take(ALICE);
        assertThat(limit.reserved()).isEqualTo(2);
        assertThat(phone.take(chat(2))).isEmpty();
    }

    @Test
    void the_grace_period_begins_after_the_returned_pause() {
        spendAll();
        phone.reserve(chat(1), Duration.ofSeconds(30));
        pass(Duration.ofSeconds(30).plus(SendBucket.GRACE).minusNanos(1));
        limit.take(ALICE);
        assertThat(limit.reserved()).isEqualTo(1);
        pass(Duration.ofNanos(1));
        limit.take(ALICE);
        assertThat(limit.reserved()).isZero();
    }

    @Test
    void connections_do_not_starve_callers_without_a_connection() {
        spendAll();
        Duration sends = phone.take(chat(1)).orElseThrow();
        pass(Duration.ofMillis(500));
        Duration edits = limit.take(ALICE).orElseThrow();
        long due = now.get() + edits.toNanos();
        while (now.get() < due) {
            pass(sends.minusMillis(500));
            assertThat(phone.take(chat(1))).isEmpty();
            sends = phone.take(chat(1)).orElseThrow().plusMillis(500);
            now.set(Math.min(due, now.get() + 500_000_000));
        }
        assertThat(limit.take(ALICE)).isEmpty();
    }

    @Test
    void four_connections_with_twenty_chats_are_served_at_the_first_repeat() {
        spendAll();
        Map<Long, List<Runnable>> repeats = new TreeMap<>();
        AtomicInteger served = new AtomicInteger();
        List<SendLimit.Reservations> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SendLimit.Reservations connection = limit.reservations(ALICE);
            connections.add(connection);
            for (int j = 0; j < 20; j++) {
                ChatId chat = chat(j);
                Duration pause = connection.take(chat).orElseThrow();
                repeats.computeIfAbsent(now.get() + pause.toNanos(), k -> new ArrayList<>())
                        .add(() -> {
                            assertThat(connection.take(chat)).isEmpty();
                            served.incrementAndGet();
                        });
            }
        }
        repeats.forEach((due, tasks) -> {
            now.set(due);
            limit.take(ALICE);
            tasks.forEach(Runnable::run);
        });
        assertThat(served).hasValue(80);
        assertThat(now.get() - 17).isLessThanOrEqualTo(Duration.ofSeconds(90).toNanos());
        connections.forEach(SendLimit.Reservations::close);
    }

    @Test
    void beyond_a_connections_bound_the_pause_covers_all_reservations() {
        spendAll();
        for (int i = 0; i < SendBucket.PER_HOLDER_MAX; i++) {
            phone.take(chat(i));
        }
        Duration behindAll = Duration.ofSeconds(SendBucket.PER_HOLDER_MAX + 1);
        assertThat(phone.take(chat(1_000))).contains(behindAll);
        assertThat(phone.take(chat(1_001))).contains(behindAll);
        assertThat(limit.reserved()).isEqualTo(SendBucket.PER_HOLDER_MAX);
        assertThat(laptop.take(chat(1_000))).as("another connection").contains(behindAll);
        assertThat(limit.reserved()).isEqualTo(SendBucket.PER_HOLDER_MAX + 1);
    }

    @Test
    void the_reservations_of_all_users_together_are_bounded() {
        SendBuckets small = new SendBuckets(1, 1, USERS_MAX, 3, now::get);
        Set<Integer> open = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            UserId user = new UserId(new UUID(3, i));
            small.take(user);
            assertThat(small.take(user)).isPresent();
            open.add(small.reserved());
        }
        assertThat(open).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void the_reservations_of_one_user_are_bounded() {
        spendAll();
        for (int connection = 0; connection < 8; connection++) {
            SendLimit.Reservations each = limit.reservations(ALICE);
            for (int i = 0; i < SendBucket.PER_HOLDER_MAX; i++) {
                assertThat(each.take(chat(i))).isPresent();
            }
        }
        assertThat(limit.reserved()).isEqualTo(SendBucket.RESERVATIONS_MAX);
    }

    @Test
    void concurrent_callers_take_no_more_permits_than_available() throws Exception {
        SendBuckets fast = new SendBuckets(100, 50, USERS_MAX, now::get);
        AtomicInteger taken = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> callers = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                SendLimit.Reservations connection = fast.reservations(ALICE);
                callers.add(threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        Optional<Duration> wait = i % 3 == 0 ? fast.take(ALICE) : connection.take(chat(i % 5));
                        if (wait.isEmpty()) {
                            taken.incrementAndGet();
                        }
                        if (i % 97 == 0) {
                            connection.reserve(chat(i % 7), SECOND);
                        }
                    }
                    connection.close();
                }));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
        assertThat(taken.get()).isLessThanOrEqualTo(100);
        pass(SECOND.plus(SendBucket.GRACE).multipliedBy(10));
        for (int i = 0; i < 100; i++) {
            assertThat(fast.take(ALICE)).as("permit %d of a full bucket", i).isEmpty();
        }
        assertThat(fast.take(ALICE)).isPresent();
    }

    private void spendAll() {
        assertThat(limit.take(ALICE)).isEmpty();
        assertThat(limit.take(ALICE)).isEmpty();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static ChatId chat(long number) {
        return new ChatId(new UUID(1, number));
    }
}
