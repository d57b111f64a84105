package io.vestnik.application.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashingPoolTest {
    private static final long MIB = 1024 * 1024;
    private static final int FLOOD = 200;
    private static final ClientAddress HERE = new ClientAddress("192.0.2.1");
    private static final ClientAddress THERE = new ClientAddress("192.0.2.2");
    private static final String RIGHT = "right password";

    private final GatedHasher hasher = new GatedHasher();
    private final SteppingRuntime runtime = new SteppingRuntime();
    private final HashingPool pool = new HashingPool(hasher, 1, runtime);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        hasher.gate.release(10 * FLOOD);
        threads.shutdown();
        pool.close();
    }

    /// A hasher whose comparisons wait for a permit of the gate, and whose hashing fails.
    private static final class GatedHasher implements PasswordHasher {
        private final Semaphore gate = new Semaphore(0);
        private final Queue<String> compared = new ConcurrentLinkedQueue<>();
        private volatile @Nullable Error error;

        @Override
        public PasswordHash hash(Password password) {
            throw new OutOfMemoryError("injected");
        }

        @Override
        public Match verify(PasswordAttempt attempt, Optional<PasswordHash> hash) {
            compared.add(attempt.value());
            gate.acquireUninterruptibly();
            if (error != null) {
                throw error;
            }
            return attempt.value().equals(RIGHT) ? Match.YES : Match.NO;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8, 8192, 4", // half of the processors
        "8, 614, 3", // a tenth of the heap
        "8, 256, 1",
        "2, 64, 1", // at least one
        "1, 8192, 1"
    })
    void threads_use_half_of_the_processors_and_a_tenth_of_the_heap(int processors, long heapMib, int threads) {
        assertThat(HashingPool.threads(processors, heapMib * MIB, 19 * MIB)).isEqualTo(threads);
    }

    @Test
    void an_error_while_hashing_reaches_the_caller_as_an_error() {
        assertThatThrownBy(() -> pool.hash(new Password("a long password"), HERE))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("injected");
    }

    @Test
    void an_error_after_the_caller_has_given_up_is_an_uncaught_one() throws InterruptedException {
        Error error = new LinkageError("injected");
        BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        try {
            hasher.error = error;
            Thread caller = Thread.ofPlatform().start(() -> verify(RIGHT, HERE));
            await().until(() -> !hasher.compared.isEmpty());
            caller.interrupt();
            caller.join();
            hasher.gate.release(1);
            assertThat(uncaught.poll(10, TimeUnit.SECONDS)).isSameAs(error);
            hasher.error = null;
            hasher.gate.release(1);
            assertThat(verify(RIGHT, HERE)).as("the pool goes on").contains(PasswordHasher.Match.YES);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private Optional<PasswordHasher.Match> verify(String password, ClientAddress address) {
        return pool.verify(new PasswordAttempt(password), Optional.empty(), address);
    }

    /// Starts logins: one runs, as many as possible wait, and the others are refused.
    private List<Future<Optional<PasswordHasher.Match>>> flood(IntFunction<ClientAddress> addresses) {
        List<Future<Optional<PasswordHasher.Match>>> flood = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            String password = "guess " + i;
            ClientAddress address = addresses.apply(i);
            flood.add(threads.submit(() -> verify(password, address)));
            if (i == 0) {
                await().until(() -> !hasher.compared.isEmpty());
            }
        }
        await().until(() -> flood.stream().filter(Future::isDone).count() == FLOOD - HashingPool.WAITING_MAX - 1);
        return flood;
    }

    @Test
    void a_flood_from_one_address_delays_a_login_from_another_by_two_hashes() throws Exception {
        List<Future<Optional<PasswordHasher.Match>>> flood = flood(i -> HERE);
        Future<Optional<PasswordHasher.Match>> other = threads.submit(() -> verify(RIGHT, THERE));
        // The login takes the place of a login of the flood.
        await().until(() -> flood.stream().filter(Future::isDone).count() == FLOOD - HashingPool.WAITING_MAX);
        hasher.gate.release(3);
        assertThat(other.get()).contains(PasswordHasher.Match.YES);
        assertThat(List.copyOf(hasher.compared).indexOf(RIGHT)).isEqualTo(2);
    }

    @Test
    void a_flood_from_many_addresses_does_not_delay_a_known_address() throws Exception {
        hasher.gate.release(1);
        assertThat(verify(RIGHT, THERE)).contains(PasswordHasher.Match.YES);
        hasher.compared.clear();
        flood(i -> new ClientAddress("198.51.100." + i));
        Future<Optional<PasswordHasher.Match>> known = threads.submit(() -> verify(RIGHT, THERE));
        await().until(() -> pool.waiting() == HashingPool.WAITING_MAX + 1);
        hasher.gate.release(3);
        assertThat(known.get()).contains(PasswordHasher.Match.YES);
        assertThat(List.copyOf(hasher.compared).indexOf(RIGHT)).isLessThanOrEqualTo(2);
    }

    @Test
    void a_wrong_password_makes_no_address_known() throws Exception {
        hasher.gate.release(1);
        assertThat(verify("wrong", THERE)).contains(PasswordHasher.Match.NO);
        flood(i -> new ClientAddress("198.51.100." + i));
        assertThat(verify("wrong", THERE)).isEmpty();
    }

    @Test
    void a_caller_gives_up_after_five_seconds_and_its_hash_is_not_started() throws Exception {
        Future<Optional<PasswordHasher.Match>> running = threads.submit(() -> verify("running", HERE));
        await().until(() -> !hasher.compared.isEmpty());
        Future<Optional<PasswordHasher.Match>> waiting = threads.submit(() -> verify(RIGHT, HERE));
        await().until(() -> runtime.waiting() == 2);
        runtime.step(Duration.ofMillis(4_999));
        assertThat(pool.waiting()).isEqualTo(1);
        runtime.step(Duration.ofMillis(1));
        assertThat(running.get()).isEmpty();
        assertThat(waiting.get()).isEmpty();
        assertThat(pool.waiting()).isZero();
        hasher.gate.release(2);
        assertThat(verify(RIGHT, HERE)).contains(PasswordHasher.Match.YES);
        assertThat(hasher.compared).containsExactly("running", RIGHT);
    }

    @Test
    void an_address_is_known_for_seven_days() throws Exception {
        hasher.gate.release(1);
        assertThat(verify(RIGHT, THERE)).contains(PasswordHasher.Match.YES);
        runtime.step(Duration.ofDays(7));
        hasher.compared.clear();
        flood(i -> new ClientAddress("198.51.100." + i));
        assertThat(verify(RIGHT, THERE))
                .as("a login beyond the full queue of others")
                .isEmpty();
    }

    @Test
    void waiting_logins_of_a_closed_pool_get_no_result() throws Exception {
        List<Future<Optional<PasswordHasher.Match>>> flood = flood(i -> HERE);
        pool.close();
        await().until(() -> flood.stream().filter(Future::isDone).count() == FLOOD - 1);
        hasher.gate.release(1);
        for (Future<Optional<PasswordHasher.Match>> login : flood) {
            assertThat(login.get().orElse(PasswordHasher.Match.NO)).isEqualTo(PasswordHasher.Match.NO);
        }
        assertThat(verify(RIGHT, THERE)).isEmpty();
    }
}
