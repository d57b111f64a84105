package io.vestnik.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.contracts.SteppingClock;
import io.vestnik.contracts.StoreContract;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Tests with a clock that is set to other times; only the stores in memory allow a test to set it.
class MemoryClockTest extends StoreContract {
    private static final Instant START = Instant.parse("2026-11-22T18:00:00.123Z");

    final SteppingClock clock = new SteppingClock(START);

    @Override
    protected StoreUnderTest open(ChatEvents events) {
        return MemoryStoreUnderTest.direct(events, clock);
    }

    @Test
    void law_1_time_stands_still_when_the_clock_is_set_back() {
        UserId alice = person("Alice");
        ChatId chat = direct(alice, person("Bob"));
        clock.step(Duration.ofSeconds(1));
        Message before = sends(alice, chat, "before");
        clock.step(Duration.ofHours(-1));
        Message after = sends(alice, chat, "after");

        assertThat(before.sentAt()).isEqualTo(START.plusSeconds(1));
        assertThat(after.sentAt()).isEqualTo(before.sentAt());
        assertThat(view(alice, chat).chat().activityAt()).isEqualTo(before.sentAt());
    }

    @Test
    void the_longest_standing_admin_inherits_a_group_else_the_oldest_member() {
        UserId alice = person("Alice");
        ChatId group = group(alice);
        UserId bob = joins(alice, group, "Bob");
        UserId carol = joins(alice, group, "Carol");
        UserId dave = joins(alice, group, "Dave");
        done(store().chats().changeRole(group, alice, dave, Role.ADMIN));
        done(store().chats().changeRole(group, alice, carol, Role.ADMIN));

        removes(alice, group, alice);
        assertThat(member(bob, group, carol).role()).contains(Role.OWNER);
        removes(carol, group, dave);
        joins(carol, group, "Erin");
        removes(carol, group, carol);
        assertThat(member(bob, group, bob).role()).contains(Role.OWNER);
    }

    private UserId joins(UserId owner, ChatId group, String name) {
        clock.step(Duration.ofSeconds(1));
        UserId joiner = person(name);
        adds(owner, group, joiner);
        return joiner;
    }
}
