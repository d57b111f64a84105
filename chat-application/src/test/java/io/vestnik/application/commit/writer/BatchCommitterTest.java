package io.vestnik.application.commit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.commit.Batch;
import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.ChatRow;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.Lowest;
import io.vestnik.application.commit.MemberRow;
import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.commit.StoreConnections;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.StoreFailure.Kind;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.Turn;
import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.ChatHead;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What becomes of the changes of a batch after each kind of failure, over a store that fails on demand.
final class BatchCommitterTest {
    private static final UserId ALICE = new UserId(new UUID(0, 1));
    private static final ChatId CHAT = new ChatId(new UUID(1, 1));
    private static final ChatId OTHER = new ChatId(new UUID(1, 2));
    private static final ChatId THIRD = new ChatId(new UUID(1, 3));
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final SteppingRuntime runtime = new SteppingRuntime();
    private final WorkQueue queue = new WorkQueue(runtime, 32L << 20);
    private final List<String> answers = new ArrayList<>();
    private final List<List<String>> committed = new ArrayList<>();
    private final List<ChatId> uncertain = new ArrayList<>();

    /// The failures of reading a chat's rows.
    private final Map<ChatId, Kind> failures = new HashMap<>();

    /// The chats whose locks another transaction holds.
    private final Set<ChatId> locked = new HashSet<>();

    /// The texts that cannot be stored.
    private final Set<String> faulty = new HashSet<>();

    /// How long reading the rows takes.
    private Duration readTakes = Duration.ZERO;

    private @Nullable Kind commitFailure;
    private @Nullable RuntimeException bug;
    private int keys;

    private final BatchCommitter<String> committer = new BatchCommitter<>(
            runtime,
            new Transactions<>(new Connections(), new Events(), runtime, Duration.ZERO),
            new Rows(),
            queue,
            Turn.NONE,
            StoreMetrics.none());

    private static final class Connections implements StoreConnections<String> {
        @Override
        public <T> T with(Action<String, T> action) throws StoreFailure {
            return action.run("the connection");
        }

        @Override
        public void discard(String connection) {}
    }

    private final class Events implements ChatEvents {
        @Override
        public void committed(List<? extends ChatEvent> events) {}

        @Override
        public void uncertain(Collection<ChatId> chats) {
            uncertain.addAll(chats);
        }
    }

    private final class Rows implements BatchRows<String> {
        @Override
        public void read(String connection, Batch batch, Optional<ChatId> waitFor) throws StoreFailure {
            runtime.step(readTakes);
            if (bug != null) {
                throw bug;
            }
            for (ChatId chat : batch.chatIds()) {
                Kind failure = failures.get(chat);
                if (failure != null) {
                    throw new StoreFailure(failure, "made_up");
                }
                if (locked.contains(chat)) {
                    batch.locked(chat);
                } else {
                    batch.rows().add(row(chat));
                }
            }
            batch.members()
                    .forEach(ref -> batch.rows()
                            .add(new MemberRow(
                                    ref, Optional.of(Role.MEMBER), MessageId.NONE, MessageId.NONE, MessageId.NONE)));
            batch.rows().now(NOW);
        }

        private ChatRow row(ChatId chat) {
            return new ChatRow(new ChatRow.Values(
                    ChatKind.GROUP,
                    new ChatHead(chat, ChatVersion.FIRST, MessageId.NONE, NOW, true),
                    1,
                    MarksVersion.NONE,
                    ReadFloor.START,
                    Lowest.EMPTY));
        }

        @Override
        public void commit(String connection, LockedRows rows) throws StoreFailure {
            List<String> texts = rows.posted().stream()
                    .map(message -> message.present().text().orElseThrow().value())
                    .toList();
            if (commitFailure != null) {
                throw new StoreFailure(commitFailure, "made_up");
            }
            if (texts.stream().anyMatch(faulty::contains)) {
                throw new StoreFailure(Kind.DEFECT, "made_up");
            }
            committed.add(texts);
        }

        @Override
        public void rollBack(String connection) {}
    }

    @Test
    void a_batch_is_committed_at_once_and_answered_in_order() {
        assertThat(commit(post(CHAT, "a1"), post(OTHER, "b1"), post(CHAT, "a2")))
                .isFalse();

        assertThat(committed).containsExactly(List.of("a1", "b1", "a2"));
        assertThat(answers).containsExactly("a1 stored", "b1 stored", "a2 stored");
    }

    @Test
    void a_faulty_change_fails_alone_and_the_others_keep_their_order() {
        faulty.add("a2");

        assertThat(commit(post(CHAT, "a1"), post(OTHER, "b1"), post(CHAT, "a2"), post(CHAT, "a3")))
                .isFalse();

        assertThat(committed).containsExactly(List.of("a1"), List.of("a3"), List.of("b1"));
        assertThat(answers).containsExactly("a1 stored", "a2 IllegalStateException", "a3 stored", "b1 stored");
    }

    @Test
    void an_unexpected_exception_fails_each_change_alone() {
        bug = new IllegalStateException("made up by a test");
        queue.add(post(THIRD, "later"));

        assertThat(commit(post(CHAT, "a1"), post(CHAT, "a2"))).isFalse();

        assertThat(answers).containsExactly("a1 IllegalStateException", "a2 IllegalStateException");
        assertThat(queue.size()).isOne();
    }

    @Test
    void an_unavailable_store_fails_the_batch_and_all_waiting_changes() {
        failures.put(OTHER, Kind.REFUSED);
        queue.add(post(THIRD, "later"));

        assertThat(commit(post(CHAT, "a1"), post(OTHER, "b1"))).isFalse();

        assertThat(committed).isEmpty();
        assertThat(answers)
                .containsExactly(
                        "a1 StoreUnavailableException",
                        "b1 StoreUnavailableException",
                        "later StoreUnavailableException");
        assertThat(queue.size()).isZero();
    }

    @Test
    void a_time_out_fails_only_the_changes_of_its_chat() {
        failures.put(CHAT, Kind.TIMEOUT);
        queue.add(post(CHAT, "a3"));
        queue.add(post(OTHER, "b2"));

        assertThat(commit(post(CHAT, "a1"), post(OTHER, "b1"), post(CHAT, "a2")))
                .isFalse();

        assertThat(committed).containsExactly(List.of("b1"));
        assertThat(answers)
                .containsExactly(
                        "a1 StoreUnavailableException",
                        "a2 StoreUnavailableException",
                        "a3 StoreUnavailableException",
                        "b1 stored");
        assertThat(queue.size()).isOne();
    }

    @Test
    void a_time_out_after_ten_seconds_fails_the_batch_and_all_waiting_changes() {
        failures.put(CHAT, Kind.TIMEOUT);
        readTakes = Duration.ofSeconds(6);
        queue.add(post(THIRD, "c1"));

        // The whole batch times out after 6 s and is split; the part of the chat times out after 12 s.
        assertThat(commit(post(CHAT, "a1"), post(OTHER, "b1"))).isFalse();

        assertThat(committed).isEmpty();
        assertThat(answers)
                .containsExactly(
                        "a1 StoreUnavailableException", "b1 StoreUnavailableException", "c1 StoreUnavailableException");
        assertThat(queue.size()).isZero();
    }

    @Test
    void an_unknown_outcome_fails_the_changes_of_the_chats_and_no_others() {
        commitFailure = Kind.OUTCOME_UNKNOWN;
        queue.add(post(CHAT, "a2"));
        queue.add(post(THIRD, "c1"));

        assertThat(commit(post(CHAT, "a1"), post(OTHER, "b1"))).isFalse();

        assertThat(answers)
                .containsExactly(
                        "a1 StoreUnavailableException", "b1 StoreUnavailableException", "a2 StoreUnavailableException");
        assertThat(uncertain).containsExactly(CHAT, OTHER);
        assertThat(queue.size()).isOne();
    }

    @Test
    void a_locked_chat_is_set_aside_and_the_others_are_committed() throws InterruptedException {
        locked.add(CHAT);
        QueuedChange.Post first = post(CHAT, "a1");
        QueuedChange.Post second = post(CHAT, "a2");

        assertThat(commit(first, post(OTHER, "b1"), second)).isFalse();

        assertThat(answers).containsExactly("b1 stored");
        AsideChats.Attempt next = Objects.requireNonNull(queue.takeAside(false, Duration.ZERO));
        // The lock was not obtained, so only one change finds out whether it is free.
        assertThat(next.writes()).containsExactly(first);
        assertThat(queue.size()).isOne();
    }

    @Test
    void a_batch_that_waits_for_a_lock_in_vain_is_set_aside_as_a_whole() throws InterruptedException {
        failures.put(CHAT, Kind.LOCKED);
        QueuedChange.Post waiting = post(CHAT, "a1");
        QueuedChange.Post other = post(OTHER, "b1");

        assertThat(committer.commit(List.of(waiting, other), Optional.of(CHAT))).isTrue();

        assertThat(answers).isEmpty();
        assertThat(queue.size()).isEqualTo(2);
        AsideChats.Attempt next = Objects.requireNonNull(queue.takeAside(true, Duration.ZERO));
        assertThat(next.waitFor()).contains(OTHER);
        assertThat(next.writes()).containsExactly(other, waiting);
    }

    private boolean commit(QueuedChange... changes) {
        return committer.commit(List.of(changes), Optional.empty());
    }

    private QueuedChange.Post post(ChatId chat, String text) {
        CompletableFuture<Appended> stage = new CompletableFuture<>();
        CompletableFuture<?> unused = stage.whenComplete((done, failure) -> answers.add(
                text + " " + (failure == null ? "stored" : failure.getClass().getSimpleName())));
        Draft draft =
                Draft.of(chat, ALICE, new MessageKey(new UUID(2, ++keys)), new MessageText(text), Optional.empty());
        return new QueuedChange.Post(draft, Optional.empty(), stage);
    }
}
