package io.vestnik.application.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.RateLimitedException;
import io.vestnik.domain.user.UserId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private static final UserId ALICE = new UserId(new UUID(0, 1));

    private final AtomicLong nanos = new AtomicLong();

    private RateLimits limits(Limits limits) {
        return RateLimits.of(limits, 100_000, nanos::get);
    }

    private static ClientAddress address(String literal) {
        try {
            return ClientAddress.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    @Test
    void only_an_ipv6_address_belongs_to_wider_networks() {
        assertThat(address("2001:db8:1:203::5").networks())
                .extracting(ClientAddress::value)
                .containsExactly("20010db800010203/64", "20010db8000102/56", "20010db80001/48");
        assertThat(address("192.0.2.7").networks()).containsExactly(address("192.0.2.7"));
        assertThat(address("::ffff:192.0.2.7")).isEqualTo(address("192.0.2.7"));
    }

    @Test
    void a_56_and_a_48_have_a_multiple_of_the_limit_of_one_address() {
        RateLimits limits = limits(Limits.DEFAULT);
        int perAddress = Limits.DEFAULT.registrationsPerMinute();
        // Two registrations from each /64 of a /56. They use up the permits of the /56, but not the permits of any /64.
        assertThat(IntStream.range(0, 256)
                        .flatMap(subnet -> IntStream.range(0, 2).map(i -> subnet))
                        .filter(subnet -> limits.registrations()
                                .take(address(String.format(java.util.Locale.ROOT, "2001:db8:1:%x::1", subnet)))
                                .isEmpty())
                        .count())
                .isEqualTo(4L * perAddress);
        assertThat(IntStream.range(0, 2_000)
                        .filter(i -> limits.registrations()
                                .take(address(String.format(
                                        java.util.Locale.ROOT, "2001:db8:1:%x::1", 0x100 + i * 8 % 0xff00)))
                                .isEmpty())
                        .count())
                .isEqualTo((16L - 4) * perAddress);
        assertThat(limits.registrations().take(address("2001:db8:2::1"))).isEmpty();
        assertThat(limits.registrations().take(address("192.0.2.7"))).isEmpty();
    }

    @Test
    void requests_of_a_48_are_limited_in_total() {
        RateLimits limits = limits(Limits.DEFAULT);
        int burst = 2 * Limits.DEFAULT.requestsPerSecond();
        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> limits.requests()
                                .take(address(
                                        String.format(java.util.Locale.ROOT, "2001:db8:1:%x::1", i % 1_000 * 0x40)))
                                .isEmpty())
                        .count())
                .isEqualTo(16L * burst);
        assertThat(limits.requests().take(address("2001:db8:2::1"))).isEmpty();
    }

    @Test
    void keys_beyond_the_number_to_remember_are_forgotten() {
        RateLimits limits = RateLimits.of(new Limits(0, 0, 0, 1, 0, 0, 0, 0, 0, 0), 10, nanos::get);
        await().until(() -> IntStream.range(0, 200)
                        .filter(i -> limits.registrations()
                                .take(address("192.0.2." + i))
                                .isEmpty())
                        .count()
                >= 190);
        await().until(() -> IntStream.range(0, 200)
                        .filter(i -> limits.registrations()
                                .take(address("192.0.2." + i))
                                .isEmpty())
                        .count()
                >= 150);
    }

    @Test
    void an_attempt_refused_for_a_wider_network_takes_no_permit_of_the_address() {
        Limits three = new Limits(0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        RateLimits limits = limits(three);
        for (int subnet = 0; subnet < 4; subnet++) {
            assertThat(limits.registrations().take(address("2001:db8:1:" + subnet + "::1")))
                    .isEmpty();
        }
        ClientAddress fifth = address("2001:db8:1:5::1");
        Duration wait = limits.registrations().take(fifth).orElseThrow();
        assertThat(limits.registrations().take(fifth)).contains(wait);
        nanos.addAndGet(wait.toNanos());
        assertThat(limits.registrations().take(fifth)).isEmpty();
    }

    @Test
    void a_successful_login_returns_its_permit_to_every_network() {
        RateLimits limits = limits(Limits.DEFAULT);
        ClientAddress address = address("2001:db8:1:203::5");
        for (int i = 0; i < 10_000; i++) {
            assertThat(limits.failedLoginsFromAddress().tries(address)).isEmpty();
            limits.failedLoginsFromAddress().succeeded(address);
        }
    }

    @Test
    void bulk_permits_are_all_or_none_and_large_calls_wait_for_a_full_bucket() {
        RateLimits limits = limits(Limits.DEFAULT);
        assertThat(limits.additions().take(ALICE, 1_000)).isEmpty();
        Duration wait = limits.additions().take(ALICE, 10).orElseThrow();
        assertThat(wait).isEqualTo(Duration.ofSeconds(36));
        nanos.addAndGet(wait.toNanos());
        assertThat(limits.additions().take(ALICE, 10)).isEmpty();
        limits.additions().giveBack(ALICE, 10);
        assertThat(limits.additions().take(ALICE, 10)).isEmpty();
        Duration full = limits.additions().take(ALICE, 5_000).orElseThrow();
        assertThat(full).isEqualTo(Duration.ofHours(1));
        nanos.addAndGet(full.toNanos());
        assertThat(limits.additions().take(ALICE, 5_000)).isEmpty();
        assertThat(limits.additions().take(ALICE, 1)).isPresent();
        assertThat(limits.additions().take(ALICE, 0)).isEmpty();
    }

    @Test
    void concurrent_attempts_take_no_more_permits_than_available() throws InterruptedException {
        RateLimits limits = limits(Limits.DEFAULT);
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] threads = IntStream.range(0, 16)
                .mapToObj(thread -> Thread.ofVirtual().start(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    for (int i = 0; i < 200; i++) {
                        if (limits.additions().take(ALICE, 7).isEmpty()) {
                            taken.addAndGet(7);
                        }
                    }
                }))
                .toArray(Thread[]::new);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken.get()).isEqualTo(1_000 / 7 * 7);
    }

    @Test
    void a_refusal_returns_a_pause_of_at_least_a_tenth_of_a_second() {
        assertThat(new RateLimitedException(Duration.ofMillis(3)).retryAfter()).isEqualTo(Duration.ofMillis(100));
        assertThat(new RateLimitedException(Duration.ofMinutes(3)).retryAfter()).isEqualTo(Duration.ofMinutes(3));
        RateLimits limits = limits(Limits.DEFAULT);
        for (int i = 0; i < 400; i++) {
            RateLimitedException.require(limits.marks(), ALICE);
        }
        assertThat(catchThrowableOfType(
                                RateLimitedException.class, () -> RateLimitedException.require(limits.marks(), ALICE))
                        .retryAfter())
                .isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void the_highest_limits_are_accepted_and_no_limit_never_refuses() {
        int most = Limits.RATE_CEILING;
        RateLimits highest = limits(new Limits(0, most, most, most, most, most, most, 0, 0, 0));
        nanos.addAndGet(Duration.ofDays(400).toNanos());
        assertThat(highest.additions().take(ALICE, 500)).isEmpty();
        assertThat(highest.registrations().take(address("2001:db8::1"))).isEmpty();
        assertThat(highest.failedLoginsFromAddress().tries(address("2001:db8::1")))
                .isEmpty();
        RateLimits none = RateLimits.none();
        assertThatCode(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        RateLimitedException.require(none.marks(), ALICE);
                        RateLimitedException.require(none.additions(), ALICE, 500);
                    }
                })
                .doesNotThrowAnyException();
        assertThat(Optional.of(none.chats())).isPresent();
    }
}
