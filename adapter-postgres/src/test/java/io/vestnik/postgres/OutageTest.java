package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static io.vestnik.postgres.Conversation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.event.ChatEvent.ChatRetitled;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.faults.FaultyLink;
import io.vestnik.postgres.connection.PostgresSettings;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutageTest {
    private static final Duration REACH_WITHIN = Duration.ofSeconds(1);

    private final PostgresSettings direct = TestDatabase.create();
    private final FaultyLink link = new FaultyLink(portOf(direct));
    private final PostgresSettings proxied = PostgresSettings.at(
                    direct.url().replaceFirst(":" + portOf(direct), ":" + link.port()))
            .as(direct.user(), direct.password())
            .using(1, 3, REACH_WITHIN);
    private final RecordingEvents events = new RecordingEvents();
    private final PostgresStore store = TestDatabase.open(proxied, events);
    private final Conversation talk = Conversation.in(store, direct);

    @AfterEach
    void close() {
        store.close();
        link.close();
    }

    @Test
    void a_commit_with_a_lost_answer_is_uncertain_and_its_repeat_is_a_duplicate() {
        talk.sends(talk.alice(), "before");
        Draft draft = talk.draft(talk.alice(), "the answer to this is lost");
        link.cutAnswer("the answer to this is lost", "COMMIT");

        assertThatThrownBy(() -> await(talk.append(draft))).hasCauseInstanceOf(StoreUnavailableException.class);
        Awaitility.await().untilAsserted(() -> assertThat(events.uncertain).containsExactly(talk.chat()));

        Appended again = await(talk.append(draft));
        assertThat(again).isInstanceOf(Appended.Repeated.class);
        assertThat(((Appended.Repeated) again).message().id()).isEqualTo(new MessageId(2));
        assertThat(talk.history()).hasSize(2);
    }

    @Test
    void later_sends_to_the_chat_of_a_lost_commit_fail_in_call_order() {
        ChatId other = Conversation.group(store, talk.alice(), talk.bob());
        List<String> reported = new CopyOnWriteArrayList<>();
        link.cutAnswer("lost", "COMMIT");
        List<CompletionStage<?>> stages = new ArrayList<>();
        stages.add(appendAndReport("lost", reported));
        for (int i = 0; i < 20; i++) {
            stages.add(appendAndReport("after " + i, reported));
        }
        CompletionStage<Appended> elsewhere =
                store.messageLog().append(Conversation.draft(other, talk.alice(), "elsewhere"));
        stages.forEach(Conversation::await);
        await(elsewhere.handle((appended, failure) -> appended));

        // The later sends to the chat were made before the failure was reported. They all fail too: none of them is
        // answered as stored.
        List<Message> stored = talk.history();
        long storedNow =
                reported.stream().filter(line -> line.startsWith("stored")).count();
        assertThat(reported.get(0)).isEqualTo("failed lost");
        assertThat(storedNow).isZero();
        List<String> failed = reported.stream()
                .filter(line -> line.startsWith("failed after"))
                .toList();
        assertThat(failed).hasSize(20).isSortedAccordingTo(java.util.Comparator.comparingInt(OutageTest::last));
        assertThat(stored.get(0).text().orElseThrow().value()).isEqualTo("lost");
    }

    private static int last(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
    }

    private CompletionStage<?> appendAndReport(String text, List<String> reported) {
        return talk.append(talk.draft(talk.alice(), text)).handle((appended, failure) -> {
            reported.add((failure == null ? "stored " : "failed ") + text);
            return text;
        });
    }

    @Test
    void a_group_change_with_a_lost_answer_is_uncertain_and_may_be_stored() {
        ChatTitle title = new ChatTitle("the answer to this is lost");
        link.cutAnswer(title.value(), "COMMIT");

        assertThatThrownBy(() -> store.chats().retitle(talk.chat(), talk.alice(), title))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(events.uncertain).containsExactly(talk.chat());
        assertThat(done(store.chats().find(talk.chat(), talk.alice())).chat().title())
                .contains(title);
    }

    @Test
    void a_group_change_that_lost_its_connection_before_commit_is_retried() throws Exception {
        ChatTitle title = new ChatTitle("attempted again");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = TestDatabase.connect(direct)) {
            other.setAutoCommit(false);
            TestDatabase.execute(
                    other,
                    "select from chats where id = ? for no key update",
                    talk.chat().value());
            Future<?> changing = threads.submit(() -> done(store.chats().retitle(talk.chat(), talk.alice(), title)));
            Awaitility.await()
                    .until(() -> TestDatabase.number(
                                    direct,
                                    "select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity"
                                            + " where datname = current_database() and wait_event_type = 'Lock') ended")
                            > 0);
            other.rollback();
            changing.get();
        }
        assertThat(events.of(talk.chat(), ChatRetitled.class)).hasSize(1);
        assertThat(events.uncertain).isEmpty();
    }

    @Test
    void changes_fail_fast_during_an_outage_and_succeed_after_it() {
        talk.sends(talk.alice(), "before");
        link.refuse();
        List<CompletionStage<Appended>> waiting = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            waiting.add(talk.append(talk.draft(talk.alice(), "message " + i)));
        }
        Awaitility.await()
                .atMost(REACH_WITHIN.multipliedBy(5))
                .until(() -> waiting.stream()
                        .allMatch(stage -> stage.toCompletableFuture().isCompletedExceptionally()));
        assertThat(store.ready()).isFalse();
        assertThatThrownBy(() -> store.chats().find(talk.chat(), talk.alice()))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(events.uncertain).isEmpty();

        link.accept();
        Awaitility.await().until(store::ready);
        assertThat(Awaitility.await()
                        .ignoreExceptions()
                        .until(() -> talk.sends(talk.alice(), "after"), message -> true)
                        .id())
                .isEqualTo(new MessageId(2));
    }

    @Test
    void every_key_is_stored_once_despite_killed_connections() throws Exception {
        int senders = 8;
        int each = 150;
        AtomicInteger sent = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int sender = 0; sender < senders; sender++) {
                int number = sender;
                running.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        sendUntilStored(talk.draft(talk.alice(), number + ": " + i));
                        sent.incrementAndGet();
                    }
                }));
            }
            for (int kill = 1; kill <= 5; kill++) {
                int after = kill * senders * each / 6;
                Awaitility.await().until(() -> sent.get() >= after);
                TestDatabase.execute(
                        direct,
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where datname = current_database() and application_name = 'vestnik'");
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        List<Message> history = talk.history();
        Conversation.assertDense(history);
        assertThat(history.stream().map(message -> message.text().orElseThrow().value()))
                .hasSize(senders * each)
                .doesNotHaveDuplicates();
    }

    private void sendUntilStored(Draft draft) {
        while (true) {
            try {
                assertThat(await(talk.append(draft))).isNotInstanceOf(Appended.Refused.class);
                return;
            } catch (java.util.concurrent.CompletionException e) {
                assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class);
            }
        }
    }

    private static int portOf(PostgresSettings settings) {
        return URI.create(settings.url().substring("jdbc:".length())).getPort();
    }
}
