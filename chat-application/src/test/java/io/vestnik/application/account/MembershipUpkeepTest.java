package io.vestnik.application.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.Membership;
import io.vestnik.domain.user.UserId;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class MembershipUpkeepTest {
    private static final Membership FIRST = membership(1);
    private static final Membership SECOND = membership(2);

    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final Queue<Membership> followed = new ConcurrentLinkedQueue<>();

    private static Membership membership(long number) {
        return new Membership(new UserId(new UUID(0, 1)), new ChatId(new UUID(0, number)));
    }

    /// Chats with two outdated memberships. Adapting the first one fails.
    private Chats failingWith(Throwable failure) {
        return (Chats) Proxy.newProxyInstance(
                Chats.class.getClassLoader(), new Class<?>[] {Chats.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("outdated")) {
                        return List.of(FIRST, SECOND);
                    }
                    if (FIRST.equals(arguments[0])) {
                        throw failure;
                    }
                    followed.add((Membership) arguments[0]);
                    return null;
                });
    }

    @Test
    void an_exception_delays_only_the_affected_membership() {
        MembershipUpkeep upkeep = MembershipUpkeep.start(
                failingWith(new IllegalStateException("a fault")), (component, error) -> errors.add(error));
        try {
            await().until(() -> followed.size() >= 2);
            assertThat(errors).isEmpty();
        } finally {
            upkeep.close();
        }
    }

    @Test
    void an_error_ends_the_upkeep_and_is_reported() {
        Error error = new LinkageError("missing");
        MembershipUpkeep upkeep =
                MembershipUpkeep.start(failingWith(error), (component, reported) -> errors.add(reported));
        try {
            await().until(() -> !errors.isEmpty());
            assertThat(errors).containsExactly(error);
            assertThat(followed).isEmpty();
        } finally {
            upkeep.close();
        }
    }
}
