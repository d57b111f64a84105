package io.vestnik.application.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashingPoolTest {
    private static final long MIB = 1024 * 1024;

    @ParameterizedTest
    @CsvSource({
        "8, 8192, 4", // half of the processors
        "8, 614, 3", // a tenth of the heap
        "8, 256, 1",
        "2, 64, 1", // one at least
        "1, 8192, 1"
    })
    void threads_use_half_of_the_processors_and_a_tenth_of_the_heap(int processors, long heapMib, int threads) {
        assertThat(HashingPool.threads(processors, heapMib * MIB, 19 * MIB)).isEqualTo(threads);
    }

    @Test
    void an_error_while_hashing_reaches_the_caller_as_an_error() {
        PasswordHasher failing = hashingWith(() -> {
            throw new OutOfMemoryError("injected");
        });
        try (HashingPool pool = new HashingPool(failing, 1)) {
            assertThatThrownBy(() -> pool.hash(new Password("a long password")))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("injected");
        }
    }

    @Test
    void an_error_after_the_caller_has_given_up_is_an_uncaught_one() throws InterruptedException {
        CountDownLatch hashing = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        Error error = new LinkageError("injected");
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        try (HashingPool pool = new HashingPool(
                hashingWith(() -> {
                    hashing.countDown();
                    givenUp.await();
                    throw error;
                }),
                1)) {
            Thread caller = Thread.ofPlatform().start(() -> pool.hash(new Password("a long password")));
            hashing.await();
            caller.interrupt();
            caller.join();
            givenUp.countDown();
            await().until(() -> !uncaught.isEmpty());
            assertThat(uncaught).containsExactly(error);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private static PasswordHasher hashingWith(Callable<PasswordHash> work) {
        return new PasswordHasher() {
            @Override
            public PasswordHash hash(Password password) {
                try {
                    return work.call();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public Match verify(PasswordAttempt attempt, Optional<PasswordHash> hash) {
                return Match.NO;
            }
        };
    }
}
