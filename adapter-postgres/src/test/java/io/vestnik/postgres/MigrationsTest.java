package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.user.UserId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A schema with data in it is brought up to date with its data.
final class MigrationsTest {
    private final PostgresSettings settings = TestDatabase.empty();

    @Test
    void marks_of_groups_are_indexed_and_those_of_direct_chats_are_not() {
        new Migrations(settings).migrateTo("2");
        UserId alice = TestDatabase.person(settings, "Alice");
        UUID direct = chatOf(alice, "direct");
        UUID group = chatOf(alice, "group");

        PostgresStore.migrate(settings);

        assertThat(groupMarks(group)).isEqualTo(7);
        assertThat(groupMarks(direct)).isZero();
        assertThat(TestDatabase.number(settings, "select sum(read_up_to)::bigint from members"))
                .isEqualTo(14);
    }

    /// A chat in which somebody has read up to 7.
    private UUID chatOf(UserId owner, String kind) {
        UUID chat = UUID.randomUUID();
        TestDatabase.execute(
                settings,
                "insert into chats (id, kind, created_by, created_at, activity_at, member_count, version, last_id)"
                        + " values (?, ?, ?, now(), now(), 1, 8, 7)",
                chat,
                kind,
                owner.value());
        TestDatabase.execute(
                settings,
                "insert into members (chat_id, user_id, role, joined_at, joined_after, read_up_to, version)"
                        + " values (?, ?, 'member', now(), 0, 7, 1)",
                chat,
                owner.value());
        return chat;
    }

    private long groupMarks(UUID chat) {
        return TestDatabase.number(
                settings,
                "select coalesce(sum(group_mark), 0)::bigint from members where chat_id = ?"
                        + " and in_group = (group_mark is not null)",
                chat);
    }
}
