package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.account.MembershipUpkeep;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.RecordedEvents;
import io.vestnik.contracts.account.MembershipUpkeepContract;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.Users;
import io.vestnik.postgres.connection.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresMembershipUpkeepTest extends MembershipUpkeepContract {
    private static final RecordedEvents EVENTS = new RecordedEvents();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PostgresSettings SETTINGS = TestDatabase.create();
    private static final PostgresStore STORE = TestDatabase.open(SETTINGS, EVENTS);

    @AfterAll
    static void close() {
        STORE.close();
    }

    @Override
    protected Users users() {
        return STORE.users();
    }

    @Override
    protected Devices devices() {
        return STORE.devices();
    }

    @Override
    protected Chats chats() {
        return STORE.chats();
    }

    @Override
    protected MessageLog messageLog() {
        return STORE.messageLog();
    }

    @Override
    protected ReadStates readStates() {
        return STORE.readStates();
    }

    @Override
    protected RecordedEvents events() {
        return EVENTS;
    }

    @Test
    void a_locked_group_delays_neither_the_deletion_nor_other_groups() throws SQLException {
        UserId alice = user();
        UserId bob = user();
        List<ChatId> groups =
                Stream.generate(() -> group(alice, bob)).limit(3).sorted().toList();
        MembershipUpkeep upkeep = MembershipUpkeep.start(chats(), SystemRuntime.INSTANCE, errors);
        try (Connection other = TestDatabase.connect(SETTINGS)) {
            other.setAutoCommit(false);
            TestDatabase.execute(
                    other,
                    "update chats set version = version where id = ?",
                    groups.getFirst().value());
            assertThat(users().erase(alice, 0)).isPresent();

            await().atMost(SOON).until(() -> chats().snapshots(alice).size() == 1);
            assertThat(chats().snapshots(alice))
                    .singleElement()
                    .satisfies(snapshot -> assertThat(snapshot.chat().id()).isEqualTo(groups.getFirst()));
            other.rollback();
            await().atMost(SOON).until(() -> chats().snapshots(alice).isEmpty());
        } finally {
            upkeep.close();
        }
    }

    @Test
    void an_erasure_left_unfinished_by_the_previous_release_is_finished() {
        UserId alice = user();
        UserId bob = user();
        group(alice, bob);
        assertThat(users().erase(alice, 0)).isPresent();
        TestDatabase.execute(
                SETTINGS,
                "update users set memberships_outdated = false, erasure_unfinished = true where id = ?",
                alice.value());

        MembershipUpkeep upkeep = MembershipUpkeep.start(chats(), SystemRuntime.INSTANCE, errors);
        try {
            await().atMost(SOON).until(() -> chats().snapshots(alice).isEmpty());
            await().atMost(SOON)
                    .until(() -> TestDatabase.number(
                                    SETTINGS,
                                    "select count(*) from users where memberships_outdated or erasure_unfinished")
                            == 0);
        } finally {
            upkeep.close();
        }
    }
}
