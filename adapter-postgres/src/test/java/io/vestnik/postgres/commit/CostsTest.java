package io.vestnik.postgres.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.Conversation;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.RecordingEvents;
import io.vestnik.postgres.TestDatabase;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.connection.TransactionSettings;
import io.vestnik.postgres.read.ChatViews;
import io.vestnik.postgres.read.LogSummaries;
import io.vestnik.postgres.read.MessagePages;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The number of blocks that the server reads for a page of messages and for a move of a read mark, in a large group
/// with a long history.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CostsTest {
    private static final int MEMBERS = 5_000;
    private static final int MESSAGES = 200_000;
    private static final Pattern BLOCKS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    private static final Pattern ROWS = Pattern.compile("(?:actual rows=|Rows Removed by Filter: )(\\d+(?:\\.\\d+)?)");

    private final PostgresSettings settings = TestDatabase.create();
    private final UUID chat = UUID.randomUUID();
    private UUID owner;

    @BeforeAll
    void thereIsALargeGroupWithALongHistory() {
        owner = TestDatabase.person(settings, "Owner").value();
        TestDatabase.execute(
                settings,
                "insert into users (id, name) select gen_random_uuid(), 'Person ' || i from generate_series(2, ?) i",
                MEMBERS);
        TestDatabase.execute(
                settings,
                "insert into chats (id, kind, created_by, created_at, activity_at, member_count, version, last_id)"
                        + " values (?, 'group', ?, now(), now(), ?, 1, 0)",
                chat,
                owner,
                MEMBERS);
        TestDatabase.execute(
                settings,
                "insert into members (chat_id, user_id, role, joined_at, joined_after, read_up_to, version)"
                        + " select ?, u.id, case when u.id = ? then 'owner' else 'member' end, now(), 0,"
                        + " (random() * ?)::bigint, 1 from users u",
                chat,
                owner,
                MESSAGES);
        TestDatabase.execute(
                settings,
                "insert into messages (chat_id, id, sender_id, key, hash, body, sent_at, version)"
                        + " select ?, i, ?, gen_random_uuid(), 0, 'message ' || i, now(), i + 1"
                        + " from generate_series(1, ?) i",
                chat,
                owner,
                MESSAGES);
        TestDatabase.execute(
                settings, "update chats set version = ?, last_id = ? where id = ?", MESSAGES + 1, MESSAGES, chat);
        TestDatabase.execute(settings, "vacuum analyze");
    }

    @Test
    void the_last_page_of_a_long_history_costs_as_much_as_the_first() {
        String first = page(0);
        String last = page(MESSAGES - 50);
        assertThat(last).contains("messages_pkey").doesNotContain("Seq Scan").doesNotContain("Sort");
        assertThat(blocks(last)).as(last).isLessThanOrEqualTo(blocks(first) + 8);
    }

    @Test
    void a_read_mark_reads_two_marks_whatever_the_number_of_members() {
        String lowest = explained(RowWrites.LOOK_UP.replace("?", "array['" + chat + "'::uuid]"));
        assertThat(lowest).contains("members_by_mark").doesNotContain("Seq Scan");
        assertThat(blocks(lowest)).as(lowest).isLessThanOrEqualTo(20);
        String reader = explained(RowWrites.MEMBERS
                .replaceFirst("\\?", "array['" + chat + "'::uuid]")
                .replaceFirst("\\?", "array['" + owner + "'::uuid]")
                .replaceFirst("\\?", "array[0::bigint]")
                .replaceFirst("\\?", "array[" + MESSAGES + "::bigint]")
                .replaceFirst("\\?", "array[0::bigint]"));
        assertThat(reader).contains("members_pkey").doesNotContain("Seq Scan");
        assertThat(blocks(reader)).as(reader).isLessThanOrEqualTo(60);
    }

    @Test
    void counting_unread_for_the_only_author_reads_summaries_and_two_blocks() {
        TestDatabase.execute(settings, "update members set read_up_to = 100 where user_id = ?", owner);
        String plan = unread(owner);
        assertThat(plan).contains("sender_counts_pkey", "messages_pkey").doesNotContain("Seq Scan");
        assertThat(mostRows(plan)).as(plan).isLessThanOrEqualTo(MESSAGES / LogSummaries.BLOCK_IDS);
        assertThat(blocks(plan)).as(plan).isLessThanOrEqualTo(60);
    }

    @Test
    void counting_unread_for_a_reader_stops_at_the_maximum_of_a_badge() {
        UUID reader = UUID.randomUUID();
        TestDatabase.execute(settings, "insert into users (id, name) values (?, 'Reader')", reader);
        TestDatabase.execute(
                settings,
                "insert into members (chat_id, user_id, role, joined_at, joined_after, read_up_to, version)"
                        + " values (?, ?, 'member', now(), 0, 100, 1)",
                chat,
                reader);
        String plan = unread(reader);
        assertThat(blocks(plan)).as(plan).isLessThanOrEqualTo(60);
    }

    @Test
    void changes_after_a_million_edits_read_few_posts() {
        TestDatabase.execute(settings, "update chats set version = version + 1000000 where id = ?", chat);
        TestDatabase.execute(
                settings,
                "update messages set edited_at = now(), version = ? where chat_id = ? and id = ?",
                MESSAGES + 1 + 1_000_000,
                chat,
                MESSAGES / 2);
        long before = readFromMessages();
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            Changes changes = Conversation.done(store.messageLog()
                    .changes(new ChatId(chat), new UserId(owner), new ChatVersion(MESSAGES + 10), 100));

            assertThat(changes.complete()).isTrue();
            assertThat(changes.events()).hasSize(1);
        }
        // A session reports its counters at its end.
        Awaitility.await().untilAsserted(() -> assertThat(readFromMessages()).isGreaterThan(before));
        assertThat(readFromMessages() - before).isLessThan(4L * LogSummaries.BLOCK_IDS);
    }

    private long readFromMessages() {
        return TestDatabase.number(
                settings, "select sum(idx_tup_read)::bigint from pg_stat_user_indexes where relname = 'messages'");
    }

    private String unread(UUID viewer) {
        return explained("select " + ChatViews.UNREAD + " from members v join chats c on c.id = v.chat_id"
                + " where v.chat_id = '" + chat + "' and v.user_id = '" + viewer + "'");
    }

    /// The maximum number of rows that any node of a plan returned or filtered out.
    private static long mostRows(String plan) {
        return ROWS.matcher(plan)
                .results()
                .mapToLong(found -> Math.round(Double.parseDouble(found.group(1))))
                .max()
                .orElseThrow();
    }

    private String page(long offset) {
        return explained(MessagePages.RANGE
                .replace(":chat", "'" + chat + "'")
                .replace(":viewer", "'" + owner + "'")
                .replace(":from", Long.toString(offset + 1))
                .replace(":to", Long.toString(offset + 50)));
    }

    /// Executes a statement with the settings of a change, rolls it back, and returns its plan.
    private String explained(String sql) {
        try (Connection connection = TestDatabase.connect(settings);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(TransactionSettings.DEFAULT.ofTransaction());
            StringBuilder plan = new StringBuilder();
            try (ResultSet rows = statement.executeQuery("explain (analyze, buffers, costs off, timing off) " + sql)) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            connection.rollback();
            return plan.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// The number of blocks that a whole plan reads: the number at its topmost node.
    private static int blocks(String plan) {
        Matcher blocks = BLOCKS.matcher(plan);
        assertThat(blocks.find()).as(plan).isTrue();
        return Integer.parseInt(blocks.group(1)) + (blocks.group(2) == null ? 0 : Integer.parseInt(blocks.group(2)));
    }
}
