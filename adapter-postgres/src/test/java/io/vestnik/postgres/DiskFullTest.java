package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static io.vestnik.postgres.Conversation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.postgres.connection.PostgresSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A database that cannot write refuses changes with a clear error, and accepts them once it can write again. The test
/// database raises the errors that PostgreSQL raises when the disk is full (53100), when I/O fails (58030) and when the
/// database is read-only (25006).
final class DiskFullTest {
    private final PostgresSettings settings = TestDatabase.create().using(1, 4, Duration.ofSeconds(3));
    private final RecordingEvents events = new RecordingEvents();
    private final PostgresStore store = TestDatabase.open(settings, events);
    private final Conversation talk = Conversation.in(store, settings);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_database_that_cannot_write_refuses_and_later_recovers() {
        for (String state : List.of("53100", "58030", "25006")) {
            for (String when : List.of("immediate", "deferred")) {
                refusesAndRecovers(state, when);
            }
        }
    }

    private void refusesAndRecovers(String state, String when) {
        long before = talk.sends(talk.alice(), "before").id().value();
        fail(state, when);
        ChatTitle title = new ChatTitle("when there is room after " + state + " " + when);
        Draft draft = talk.draft(talk.alice(), "when there is room again");

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> await(talk.append(draft))).hasCauseInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.chats().retitle(talk.chat(), talk.alice(), title))
                    .isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(talk.history()).hasSize((int) before);
        assertThat(store.ready()).isTrue();
        // It is known that no change was stored.
        assertThat(events.uncertain).isEmpty();

        TestDatabase.execute(settings, "drop trigger cannot_write on messages; drop trigger cannot_write on groups");
        assertThat(await(talk.append(draft)))
                .isInstanceOfSatisfying(
                        Appended.Stored.class,
                        stored -> assertThat(stored.message().id()).isEqualTo(new MessageId(before + 1)));
        done(store.chats().retitle(talk.chat(), talk.alice(), title));
    }

    private void fail(String state, String when) {
        TestDatabase.execute(settings, String.format(Locale.ROOT, """
            create or replace function cannot_write() returns trigger language plpgsql as
            $$ begin raise exception 'no space left on device' using errcode = '%1$s'; end $$;
            create constraint trigger cannot_write after insert on messages deferrable initially %2$s
                   for each row execute function cannot_write();
            create constraint trigger cannot_write after update on groups deferrable initially %2$s
                   for each row execute function cannot_write();
            """, state, when));
    }
}
