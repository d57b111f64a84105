package io.vestnik.application.live.feed;

import static io.vestnik.application.live.feed.TestFeed.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The order of events and answers in one feed.
final class ChatFeedTest {
    private final TestFeed test = new TestFeed();
    private final ChatFeed feed = test.feed;

    @Test
    void an_answer_takes_the_place_of_its_event_on_its_connection_only() {
        TestFeed.Recorder alice = test.subscribe(test.alice);
        TestFeed.Recorder bob = test.subscribe(test.bob);
        RecordedAnswer answer = RecordedAnswer.first(test.alice, alice);
        feed.accept(test.posted(2));
        feed.after(version(3), answer);
        assertThat(answer.given()).isEmpty();
        feed.accept(test.posted(3));
        feed.accept(test.posted(4));
        assertThat(alice.versions()).containsExactly(2L, -3L, 4L);
        assertThat(bob.versions()).containsExactly(2L, 3L, 4L);
        assertThat(answer.given()).isEqualTo("given");
    }

    @Test
    void an_answer_does_not_overtake_the_event_before_its_own() {
        TestFeed.Recorder alice = test.subscribe(test.alice);
        RecordedAnswer answer = RecordedAnswer.first(test.alice, alice);
        feed.after(version(3), answer);
        feed.accept(test.posted(3));
        assertThat(answer.given()).as("version 2 is missing").isEmpty();
        assertThat(feed.missing()).isEqualTo(new MissingVersions(Optional.of(version(2)), Optional.empty()));
        feed.repair(List.of(test.readBack(2)), version(2), Map.of());
        assertThat(alice.versions()).containsExactly(2L, -3L);
        assertThat(feed.waits()).isFalse();
    }

    @Test
    void an_answer_takes_the_place_of_a_version_that_the_log_no_longer_has() {
        TestFeed.Recorder alice = test.subscribe(test.alice);
        RecordedAnswer answer = RecordedAnswer.first(test.alice, alice);
        feed.after(version(2), answer);
        feed.repair(List.of(test.readBack(3)), version(4), Map.of());
        assertThat(alice.versions()).containsExactly(-2L, 3L, 4L);
    }

    @Test
    void a_waiting_answer_names_the_version_to_be_read() {
        test.subscribe(test.alice);
        feed.after(version(5), new RecordedAnswer(test.alice, () -> {}));
        assertThat(feed.missing()).isEqualTo(new MissingVersions(Optional.of(version(5)), Optional.empty()));
    }

    @Test
    void an_answer_whose_version_was_delivered_is_late() {
        TestFeed.Recorder alice = test.subscribe(test.alice);
        feed.accept(test.posted(2));
        RecordedAnswer answer = RecordedAnswer.first(test.alice, alice);
        feed.after(version(2), answer);
        assertThat(answer.given()).isEqualTo("late");
    }

    @Test
    void a_repair_subscribes_members_with_waiting_answers_before_the_version() {
        TestFeed.Recorder alice = test.connect(test.alice);
        RecordedAnswer answer = RecordedAnswer.first(test.alice, alice);
        feed.after(version(3), answer);
        assertThat(feed.waitingUsers()).containsExactly(test.alice);
        feed.repair(List.of(test.readBack(2), test.readBack(3)), version(3), Map.of(test.alice, test.view(test.alice)));
        assertThat(alice.versions()).as("the chat, the event, the answer").containsExactly(1L, 2L, -3L);
    }

    @Test
    void the_answer_of_an_unsubscribed_user_does_not_come_before_the_chat() {
        test.subscribe(test.bob);
        TestFeed.Recorder alice = test.connect(test.alice);
        RecordedAnswer answer = RecordedAnswer.first(test.alice, alice);
        feed.after(version(2), answer);
        feed.accept(test.posted(2));
        assertThat(answer.given()).isEmpty();
        feed.subscribe(alice, TestFeed.member(test.alice));
        assertThat(answer.given()).isEqualTo("late");
    }

    @Test
    void the_end_of_a_feed_gives_all_answers_and_ends_all_subscriptions() {
        TestFeed.Recorder alice = test.subscribe(test.alice);
        RecordedAnswer answer = RecordedAnswer.first(test.alice, alice);
        RecordedAnswer read = new RecordedAnswer(test.alice, alice);
        feed.after(version(3), answer);
        feed.marks().after(new MarksVersion(1), read);
        feed.accept(test.posted(4));
        feed.close();
        assertThat(alice.versions()).as("the removal").containsExactly(2L);
        assertThat(answer.given()).isEqualTo("unsubscribed");
        assertThat(read.given()).isEqualTo("unsubscribed");
        assertThat(alice.chats()).isEmpty();
        assertThat(test.memory.bytesTaken()).isZero();
        RecordedAnswer after = new RecordedAnswer(test.alice, alice);
        feed.after(version(9), after);
        assertThat(after.given()).isEqualTo("unsubscribed");
    }

    @Test
    void a_removed_member_gets_no_mark_that_moved_after_the_removal_L7() {
        TestFeed.Recorder alice = test.subscribe(test.alice);
        TestFeed.Recorder bob = test.subscribe(test.bob);
        feed.accept(test.posted(2));
        // The removal has version 3. The event of a mark that moved after the removal arrives before the removal.
        feed.accept(test.moved(1, 3, test.bob, 1));
        assertThat(marks(alice)).isEmpty();
        assertThat(feed.missing()).isEqualTo(new MissingVersions(Optional.of(version(3)), Optional.empty()));
        feed.accept(test.left(3, test.alice));
        assertThat(marks(alice)).isEmpty();
        assertThat(alice.shown.getLast()).isEqualTo(new LiveEvent.Removal(test.chatId, version(3)));
        assertThat(marks(bob)).containsExactly(new LiveEvent.ReadMark(test.chatId, test.bob, new MessageId(1)));
        assertThat(test.memory.bytesTaken()).isZero();
    }

    @Test
    void the_answer_to_a_read_takes_the_place_of_its_mark() {
        TestFeed.Recorder bob = test.subscribe(test.bob);
        feed.accept(test.posted(2));
        RecordedAnswer answer = RecordedAnswer.first(test.bob, bob);
        feed.marks().after(new MarksVersion(1), answer);
        assertThat(feed.missing().marksVersion()).contains(new MarksVersion(1));
        feed.accept(test.moved(1, 2, test.bob, 1));
        assertThat(answer.given()).isEqualTo("given");
        assertThat(marks(bob)).isEmpty();
    }

    @Test
    void an_answer_to_a_read_whose_mark_was_missed_waits_for_the_store() {
        TestFeed.Recorder bob = test.subscribe(test.bob);
        feed.accept(test.posted(2));
        RecordedAnswer answer = RecordedAnswer.first(test.bob, bob);
        feed.marks().after(new MarksVersion(1), answer);
        feed.accept(test.moved(2, 2, test.alice, 1));
        assertThat(feed.marks().missed()).isTrue();
        assertThat(answer.given()).isEmpty();
        feed.marks().repair(List.of(), feed.marks().misses());
        assertThat(feed.marks().missed()).isFalse();
        assertThat(answer.given()).isEqualTo("given");
    }

    @Test
    void the_feed_of_another_thread_is_not_touched() {
        ChatFeed foreign = new ChatFeed(
                new Audience(test.chat(), 200, () -> false),
                ChatVersion.FIRST,
                MarksVersion.NONE,
                test.memory,
                test.connected::get,
                0);
        assertThatThrownBy(() -> foreign.accept(test.posted(2))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> foreign.accept(test.moved(1, 1, test.bob, 1))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> foreign.subscribe(test.connect(test.bob), TestFeed.member(test.bob)))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> foreign.after(version(2), new RecordedAnswer(test.bob, () -> {})))
                .isInstanceOf(AssertionError.class);
    }

    private static List<Object> marks(TestFeed.Recorder viewer) {
        return viewer.shown.stream()
                .filter(each -> each instanceof LiveEvent.ReadMark || each instanceof LiveEvent.AllReadMark)
                .toList();
    }
}
