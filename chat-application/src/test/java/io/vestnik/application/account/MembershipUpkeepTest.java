package io.vestnik.application.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.Membership;
import io.vestnik.domain.user.UserId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class MembershipUpkeepTest {
    private static final Membership FIRST = membership(1);
    private static final Membership SECOND = membership(2);

    private final SteppingRuntime runtime = new SteppingRuntime();
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final Queue<Membership> followed = new ConcurrentLinkedQueue<>();

    private static Membership membership(long number) {
        return new Membership(new UserId(new UUID(0, 1)), new ChatId(new UUID(0, number)));
    }

    /// Chats with two outdated memberships. Adapting the first one fails.
    private Chats failingWith(Throwable failure) {
        return chats(membership -> {
            if (membership.equals(FIRST)) {
                throw failure;
            }
            followed.add(membership);
        });
    }

    private interface Following {
        void follow(Membership membership) throws Throwable;
    }

    /// Chats with two outdated memberships.
    private static Chats chats(Following following) {
        return (Chats) Proxy.newProxyInstance(
                Chats.class.getClassLoader(), new Class<?>[] {Chats.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("outdated")) {
                        return List.of(FIRST, SECOND);
                    }
                    following.follow((Membership) arguments[0]);
                    return null;
                });
    }

    @Test
    void an_exception_delays_only_the_affected_membership() {
        try (MembershipUpkeep upkeep = start(failingWith(new IllegalStateException("a fault")))) {
            stepPause(Duration.ofMillis(2));
            stepPause(Duration.ofMillis(2));
            assertThat(followed).containsExactly(SECOND);
            stepPause(Duration.ofSeconds(1));
            stepPause(Duration.ofMillis(2));
            stepPause(Duration.ofMillis(2));
            awaitPause();
            assertThat(followed).containsExactly(SECOND, SECOND);
            assertThat(errors).isEmpty();
            assertThat(upkeep).isNotNull();
        }
    }

    @Test
    void the_pause_after_a_membership_is_as_long_as_its_adaptation() {
        Chats slow = chats(membership -> runtime.step(Duration.ofMillis(300)));
        try (MembershipUpkeep upkeep = start(slow)) {
            stepPause(Duration.ofMillis(300));
            awaitPause();
            assertThat(upkeep).isNotNull();
        }
        Chats verySlow = chats(membership -> runtime.step(Duration.ofSeconds(7)));
        try (MembershipUpkeep upkeep = start(verySlow)) {
            stepPause(Duration.ofSeconds(1));
            awaitPause();
            assertThat(upkeep).isNotNull();
        }
    }

    /// Waits until the upkeep pauses, and moves the time by its pause.
    private void stepPause(Duration pause) {
        awaitPause();
        assertThat(runtime.untilNext()).isEqualTo(pause);
        runtime.step(pause);
    }

    private void awaitPause() {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> runtime.pending() == 1);
    }

    private MembershipUpkeep start(Chats chats) {
        return MembershipUpkeep.start(chats, runtime, (component, error) -> errors.add(error));
    }

    @Test
    void an_error_ends_the_upkeep_and_is_reported() {
        Error error = new LinkageError("missing");
        try (MembershipUpkeep upkeep = start(failingWith(error))) {
            await().until(() -> !errors.isEmpty());
            assertThat(errors).containsExactly(error);
            assertThat(followed).isEmpty();
            assertThat(upkeep).isNotNull();
        }
    }
}
