package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static io.vestnik.postgres.Conversation.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.contracts.ParallelRun;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.read.LogSummaries;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// The summaries equal the counts in the log, also when several nodes write.
final class LogSummariesTest {
    private static final int NODES = 2;
    private static final int MESSAGES = 2_000;

    private final PostgresSettings settings = TestDatabase.create();

    @Test
    void summaries_match_the_log_while_two_nodes_write() {
        try (PostgresStore one = TestDatabase.open(settings, new RecordingEvents());
                PostgresStore other = TestDatabase.open(settings, new RecordingEvents())) {
            Conversation talk = Conversation.in(one, settings);
            List<PostgresStore> nodes = List.of(one, other);
            List<UserId> senders = List.of(talk.alice(), talk.bob());
            ParallelRun.run(NODES, node -> writes(talk, nodes.get(node), senders.get(node), new Random(node)));

            assertThat(TestDatabase.number(settings, "select last_id from chats"))
                    .isEqualTo((long) NODES * MESSAGES);
            assertThat(TestDatabase.number(settings, "select count(distinct block) from sender_counts"))
                    .isEqualTo((long) NODES * MESSAGES / LogSummaries.BLOCK_IDS);
        }
        assertCountsFitTheLog(settings);
        assertCheckpointsFitTheLog(settings);
    }

    private static void writes(Conversation talk, PostgresStore node, UserId sender, Random random) {
        List<CompletionStage<?>> pending = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            pending.add(node.messageLog().append(talk.draft(sender, "message " + i)));
            // Edits of the other sender's messages and of messages that do not exist yet are refused.
            MessageId some = new MessageId(1 + random.nextInt(i + 1));
            if (i % 2 == 0) {
                pending.add(node.messageLog().delete(new MessageLog.Deletion(talk.chat(), sender, some)));
            } else {
                pending.add(node.messageLog()
                        .edit(new MessageLog.Edit(talk.chat(), sender, some, new MessageText("edit " + i))));
            }
            if (i % 50 == 0) {
                pending.forEach(Conversation::await);
                pending.clear();
            }
        }
        pending.forEach(Conversation::await);
    }

    @Test
    void deleting_the_last_message_of_a_block_removes_the_senders_count() {
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            Conversation talk = Conversation.in(store, settings);
            talk.sends(talk.bob(), "first");
            List<CompletionStage<?>> sent = new ArrayList<>();
            for (int i = 1; i < LogSummaries.BLOCK_IDS; i++) {
                sent.add(talk.append(talk.draft(talk.alice(), "message " + i)));
            }
            sent.forEach(Conversation::await);
            assertThat(TestDatabase.number(settings, "select count(*) from sender_counts"))
                    .isEqualTo(2);

            done(await(store.messageLog().delete(new MessageLog.Deletion(talk.chat(), talk.bob(), new MessageId(1)))));

            assertThat(TestDatabase.number(settings, "select count(*) from sender_counts"))
                    .isEqualTo(1);
            assertThat(done(store.chats().find(talk.chat(), talk.alice())).unread())
                    .isZero();
        }
        assertCountsFitTheLog(settings);
    }

    /// Compares all summaries with the current counts in the complete blocks.
    static void assertCountsFitTheLog(PostgresSettings settings) {
        String counted = "select m.chat_id, (m.id - 1) / 256 as block, m.sender_id, count(*) as messages"
                + " from messages m join chats c on c.id = m.chat_id"
                + " where m.deleted_at is null and m.id <= c.last_id / 256 * 256 group by 1, 2, 3";
        String kept = "select chat_id, block, sender_id, messages from sender_counts";
        assertThat(TestDatabase.number(
                        settings,
                        "select count(*) from ((" + counted + " except all " + kept + ") union all (" + kept
                                + " except all " + counted + ")) differing"))
                .isZero();
    }

    /// Checks every unchanged message against every checkpoint: the message's id is at most the checkpoint's last id
    /// exactly if its version is at most the checkpoint's version.
    static void assertCheckpointsFitTheLog(PostgresSettings settings) {
        assertThat(TestDatabase.number(settings, "select count(*) from log_checkpoints"))
                .isPositive();
        assertThat(TestDatabase.number(
                        settings,
                        "select count(*) from log_checkpoints k join messages m on m.chat_id = k.chat_id"
                                + " where m.edited_at is null and m.deleted_at is null"
                                + " and (m.id <= k.last_id) <> (m.version <= k.version)"))
                .isZero();
    }
}
