package io.vestnik.application.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.commit.StoreFailure.Kind;
import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The order of effects, the repeats and the failures of a transaction, on connections that only record their use.
final class TransactionsTest {
    private static final ChatId CHAT = new ChatId(new UUID(0, 1));

    /// The effects in their order.
    private final List<String> effects = new ArrayList<>();

    private final RecordingEvents events = new RecordingEvents();
    private final SteppingRuntime runtime = new SteppingRuntime();

    /// How long each call of `decide` takes.
    private Duration decideTakes = Duration.ZERO;

    /// The failures of the next calls of `decide`, one for each attempt.
    private final Deque<Kind> decideFailures = new ArrayDeque<>();

    private @Nullable Throwable decideFailure;
    private @Nullable Throwable turnFailure;
    private @Nullable Throwable commitFailure;
    private @Nullable Kind rollBackFailure;
    private boolean publishes = true;
    private int attempts;

    /// A connection is a number.
    private final class Connections implements StoreConnections<Integer> {
        private int borrowed;

        @Override
        public <T> T with(Action<Integer, T> action) throws StoreFailure {
            borrowed++;
            effects.add("borrow");
            try {
                return action.run(borrowed);
            } finally {
                effects.add("return");
            }
        }

        @Override
        public void discard(Integer connection) {
            assertThat(connection).isEqualTo(borrowed);
            effects.add("discard");
        }
    }

    private final class RecordingEvents implements ChatEvents {
        private @Nullable Throwable failure;

        @Override
        public void committed(List<? extends ChatEvent> happened) {
            effects.add("publish");
            throwUnchecked(failure);
        }

        @Override
        public void uncertain(Collection<ChatId> chats) {
            effects.add("uncertain");
            assertThat(chats).containsExactly(CHAT);
            throwUnchecked(failure);
        }
    }

    private final class Recorded implements Transaction<Integer> {
        private final int attempt = ++attempts;
        private final Collection<ChatId> chats;

        Recorded(Collection<ChatId> chats) {
            this.chats = chats;
        }

        @Override
        public void decide(Integer connection) throws StoreFailure {
            assertThat(connection).isEqualTo(attempt);
            effects.add("decide");
            runtime.step(decideTakes);
            Kind failure = decideFailures.poll();
            if (failure != null) {
                throw new StoreFailure(failure, "made_up");
            }
            throwUnchecked(decideFailure);
        }

        @Override
        public Turn turn() {
            return new Turn() {
                @Override
                public void take() {
                    effects.add("take turn");
                    throwUnchecked(turnFailure);
                }

                @Override
                public void release() {
                    effects.add("release turn");
                }
            };
        }

        @Override
        public void commit(Integer connection) throws StoreFailure {
            assertThat(connection).isEqualTo(attempt);
            effects.add("commit");
            if (commitFailure instanceof StoreFailure failure) {
                throw failure;
            }
            throwUnchecked(commitFailure);
        }

        @Override
        public void rollBack(Integer connection) throws StoreFailure {
            assertThat(connection).isEqualTo(attempt);
            effects.add("roll back");
            if (rollBackFailure != null) {
                throw new StoreFailure(rollBackFailure, "made_up");
            }
        }

        @Override
        public List<ChatEvent> events() {
            return publishes ? List.of(new ChatEvent.ChatClosed(CHAT)) : List.of();
        }

        @Override
        public Collection<ChatId> chats() {
            return chats;
        }

        @Override
        public void committed() {
            effects.add("listeners");
        }

        @Override
        public void complete() {
            effects.add("answers");
        }

        @Override
        public void outcomeUnknown(StoreFailure failure) {
            assertThat(failure).isSameAs(commitFailure);
            effects.add("fail unknown");
        }
    }

    private static void throwUnchecked(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    private Transaction<Integer> run() throws StoreFailure {
        return run(Duration.ZERO, List.of(CHAT));
    }

    private Transaction<Integer> run(Duration lockedFor, Collection<ChatId> chats) throws StoreFailure {
        return new Transactions<>(new Connections(), events, runtime, lockedFor).run(() -> new Recorded(chats));
    }

    @Test
    void the_turn_covers_the_commit_the_listeners_the_events_and_the_answers() throws StoreFailure {
        Transaction<Integer> committed = run();

        assertThat(committed).isInstanceOf(Recorded.class);
        assertThat(effects)
                .containsExactly(
                        "borrow",
                        "decide",
                        "take turn",
                        "commit",
                        "listeners",
                        "publish",
                        "answers",
                        "release turn",
                        "return");
    }

    @Test
    void a_transaction_without_events_publishes_nothing() throws StoreFailure {
        publishes = false;

        Transaction<Integer> unused = run();

        assertThat(effects).contains("listeners", "answers").doesNotContain("publish");
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTENTION", "CONNECTION_LOST"})
    void a_conflict_or_a_lost_connection_is_repeated_with_a_new_transaction(Kind kind) throws StoreFailure {
        decideFailures.add(kind);

        Transaction<Integer> unused = run();

        assertThat(effects)
                .startsWith("borrow", "decide", "roll back", "return", "borrow", "decide", "take turn", "commit")
                .endsWith("answers", "release turn", "return");
        assertThat(attempts).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTENTION", "CONNECTION_LOST"})
    void the_third_attempt_is_the_last(Kind kind) {
        decideFailures.addAll(List.of(kind, kind, kind));

        assertFails(kind);

        assertThat(attempts).isEqualTo(3);
        assertThat(effects).doesNotContain("commit", "uncertain", "answers");
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "NO_CONNECTION", "REFUSED", "DEFECT", "LOCKED"})
    void other_failures_are_not_repeated(Kind kind) {
        decideFailures.add(kind);

        assertFails(kind);

        assertThat(effects).containsExactly("borrow", "decide", "roll back", "return");
    }

    @Test
    void a_locked_transaction_is_repeated_for_the_given_time() throws StoreFailure {
        decideFailures.addAll(List.of(Kind.LOCKED, Kind.LOCKED, Kind.LOCKED, Kind.LOCKED, Kind.LOCKED));

        Transaction<Integer> unused = run(Duration.ofHours(1), List.of(CHAT));

        assertThat(attempts).isEqualTo(6);
        assertThat(effects).endsWith("publish", "answers", "release turn", "return");
    }

    @Test
    void a_transaction_that_stays_locked_for_the_given_time_fails() {
        decideTakes = Duration.ofSeconds(1);
        for (int i = 0; i < 10; i++) {
            decideFailures.add(Kind.LOCKED);
        }

        assertThatThrownBy(() -> run(Duration.ofSeconds(3), List.of(CHAT)))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.LOCKED));

        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void a_failed_commit_is_rolled_back_within_the_borrowed_connection_and_after_the_turn() {
        commitFailure = new StoreFailure(Kind.REFUSED, "disk_full");

        assertThatThrownBy(this::run).isSameAs(commitFailure);

        assertThat(effects)
                .containsExactly("borrow", "decide", "take turn", "commit", "release turn", "roll back", "return");
    }

    @Test
    void an_unknown_outcome_fails_the_changes_and_reports_the_chats_without_a_repeat() {
        commitFailure = new StoreFailure(Kind.OUTCOME_UNKNOWN, "connection_failure");
        rollBackFailure = Kind.CONNECTION_LOST;

        assertThatThrownBy(this::run).isSameAs(commitFailure);

        assertThat(effects)
                .containsExactly(
                        "borrow",
                        "decide",
                        "take turn",
                        "commit",
                        "release turn",
                        "roll back",
                        "discard",
                        "return",
                        "fail unknown",
                        "uncertain");
    }

    @Test
    void an_unknown_outcome_without_chats_is_not_reported() {
        commitFailure = new StoreFailure(Kind.OUTCOME_UNKNOWN, "connection_failure");

        assertThatThrownBy(() -> run(Duration.ZERO, List.of())).isSameAs(commitFailure);

        assertThat(effects).endsWith("return", "fail unknown");
    }

    @Test
    void a_subscriber_that_fails_changes_neither_the_answers_nor_the_failure() throws StoreFailure {
        events.failure = new IllegalStateException("made up by a test");

        Transaction<Integer> unused = run();
        assertThat(effects).endsWith("publish", "answers", "release turn", "return");

        commitFailure = new StoreFailure(Kind.OUTCOME_UNKNOWN, "connection_failure");
        attempts = 0;
        assertThatThrownBy(this::run).isSameAs(commitFailure);
        assertThat(effects).endsWith("fail unknown", "uncertain");
    }

    @Test
    void an_unexpected_exception_is_rolled_back_and_not_repeated() {
        decideFailure = new IllegalStateException("made up by a test");

        assertThatThrownBy(this::run).isSameAs(decideFailure);

        assertThat(effects).containsExactly("borrow", "decide", "roll back", "return");
    }

    @Test
    void a_transaction_that_does_not_get_its_turn_is_rolled_back() {
        turnFailure = new StoreUnavailableException("the writer is busy");

        assertThatThrownBy(this::run).isSameAs(turnFailure);

        assertThat(effects).containsExactly("borrow", "decide", "take turn", "roll back", "return");
    }

    @Test
    void a_connection_that_cannot_roll_back_is_discarded() {
        decideFailures.add(Kind.DEFECT);
        rollBackFailure = Kind.CONNECTION_LOST;

        assertThatThrownBy(this::run)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.DEFECT))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));

        assertThat(effects).containsExactly("borrow", "decide", "roll back", "discard", "return");
    }

    @Test
    void an_error_before_the_commit_discards_the_connection() {
        decideFailure = new OutOfMemoryError("made up by a test");

        assertThatThrownBy(this::run).isSameAs(decideFailure);

        assertThat(effects).containsExactly("borrow", "decide", "discard", "return");
    }

    @Test
    void an_error_during_the_commit_also_reports_the_chats() {
        commitFailure = new OutOfMemoryError("made up by a test");

        assertThatThrownBy(this::run).isSameAs(commitFailure);

        assertThat(effects)
                .containsExactly(
                        "borrow", "decide", "take turn", "commit", "uncertain", "release turn", "discard", "return");
    }

    @Test
    void an_error_during_the_publication_reports_the_chats_and_answers_nothing() {
        events.failure = new OutOfMemoryError("made up by a test");

        assertThatThrownBy(this::run).isSameAs(events.failure);

        assertThat(effects)
                .containsExactly(
                        "borrow",
                        "decide",
                        "take turn",
                        "commit",
                        "listeners",
                        "publish",
                        "uncertain",
                        "release turn",
                        "discard",
                        "return");
    }

    private void assertFails(Kind kind) {
        assertThatThrownBy(this::run)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
