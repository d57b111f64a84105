package io.vestnik.testkit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.Ports;
import io.vestnik.application.RateLimit;
import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.application.conversation.OpenDirectChat;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.application.live.Notice;
import io.vestnik.application.live.NoticeBus;
import io.vestnik.application.live.Outlet;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is live, over a store: laws L4, L5 and L7 as a connected client meets them.
public abstract class LiveContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final long seed = new Random().nextLong();
    private final LossyBus bus = new LossyBus(seed);
    private final CountedRepairs repairs = new CountedRepairs();
    private Messenger messenger;
    private UserId alice;
    private UserId bob;
    private UserId carol;

    /// A fresh, empty store that tells its commits to `bus`.
    protected abstract Ports open(NoticeBus bus);

    /// A new person in that store.
    protected abstract UserId person(String name);

    /// Closes what [#open] has opened, after the last test's messenger.
    protected void closeStores() {}

    @BeforeEach
    void start() {
        start(Duration.ofMillis(300), ports -> ports);
    }

    /// A node that finds by itself only what it finds at once, so that a test of one repair is not passed by another.
    private void startAgainWithoutComparing() {
        messenger.close();
        startComparing(Duration.ofHours(1));
    }

    /// A node whose store answers when it is told to, and for whose connections no time passes.
    private void startAgainOver(InterposedLog log) {
        messenger.close();
        InstantSource still = InstantSource.fixed(Instant.now());
        start(Duration.ofHours(1), ports -> {
            Ports over = log.over(ports);
            return new Ports(over.chats(), over.log(), over.readStates(), over.bus(), over.ids(), still);
        });
    }

    private void startComparing(Duration compareEvery) {
        start(compareEvery, ports -> ports);
    }

    private void start(Duration compareEvery, UnaryOperator<Ports> between) {
        LiveSettings live = new LiveSettings(3, 5, 2, Duration.ofMillis(200), compareEvery);
        messenger = Messenger.over(
                between.apply(open(bus)),
                new MessengerSettings(200, RateLimit.none(), RateLimit.none(), live, SendMetrics.NONE, repairs));
        alice = person("Alice");
        bob = person("Bob");
        carol = person("Carol");
    }

    @AfterEach
    void stop() {
        messenger.close();
        closeStores();
    }

    @Test
    void the_answer_stands_at_the_messages_place_and_everybody_else_gets_the_event() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(alice).connect();
        LiveClient.Connection laptop = client(alice).connect();
        LiveClient.Connection other = client(bob).connect();
        Message sent = sent(phone.send(chat, key(), "hi"));
        assertThat(sent.id()).isEqualTo(new MessageId(1));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(texts(laptop)).containsExactly("hi");
            assertThat(texts(other)).containsExactly("hi");
        });
        assertThat(phone.shown(LiveEvent.MessageState.class)).isEmpty();
        assertThat(phone.shown(SendMessage.Outcome.Sent.class)).hasSize(1);
    }

    @Test
    void a_repeat_is_answered_with_what_was_stored_and_shown_to_nobody() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(alice).connect();
        LiveClient.Connection other = client(bob).connect();
        MessageKey key = key();
        Message first = sent(phone.send(chat, key, "once"));
        assertThat(phone.send(chat, key, "once").join())
                .isInstanceOfSatisfying(
                        SendMessage.Outcome.Duplicate.class,
                        d -> assertThat(d.message().id()).isEqualTo(first.id()));
        sent(phone.send(chat, key(), "next"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(other)).containsExactly("once", "next"));
    }

    @Test
    void a_removed_member_is_told_so_and_receives_nothing_that_comes_after_L7() {
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection carols = client(carol).connect();
        LiveClient.Connection bobs = client(bob).connect();
        done(messenger.conversations().remove().remove(chat, alice, carol));
        post(chat, alice, "secret");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("secret"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(carols.shown(LiveEvent.Removal.class)).hasSize(1));
        assertThat(texts(carols)).isEmpty();
    }

    @Test
    void whoever_is_added_gets_the_whole_chat_and_what_comes_after() {
        ChatId chat = group(alice, bob);
        LiveClient.Connection carols = client(carol).connect();
        LiveClient.Connection bobs = client(bob).connect();
        post(chat, alice, "before");
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(carols)).containsExactly("after"));
        assertThat(carols.shown(LiveEvent.ChatEntry.class))
                .singleElement()
                .satisfies(entry -> assertThat(
                                entry.view().lastMessage().orElseThrow().text())
                        .contains(new MessageText("before")));
        assertThat(bobs.shown(LiveEvent.MemberStates.class))
                .singleElement()
                .satisfies(e -> assertThat(e.memberCount()).isEqualTo(3));
    }

    @Test
    void a_lost_notice_is_read_from_the_log_when_the_next_one_comes() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        bus.lose(100, 0);
        post(chat, alice, "lost");
        bus.lose(0, 0);
        post(chat, alice, "told");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("lost", "told"));
        assertThat(bobs.breaches()).isEmpty();
        assertThat(repairs.sum()).isPositive();
    }

    @Test
    void a_lost_version_whose_change_was_replaced_meanwhile_leaves_no_hole_L4() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        post(chat, alice, "first");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).hasSize(1));
        bus.lose(100, 0);
        edit(post(chat, alice, "second"), "second, edited");
        bus.lose(0, 0);
        post(chat, alice, "third");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("first", "second, edited", "third"));
        assertThat(connection.shown(LiveEvent.Skipped.class)).hasSize(1);
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_lost_last_notice_is_found_by_comparing() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection connection = client(bob).connect();
        bus.lose(100, 0);
        post(chat, alice, "lost and last");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("lost and last"));
    }

    @Test
    void a_lost_admission_and_a_lost_removal_are_found_by_comparing() {
        LiveClient.Connection connection = client(bob).connect();
        bus.lose(100, 0);
        ChatId chat = group(alice, bob);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(connection.shown(LiveEvent.ChatEntry.class)).hasSize(1));
        done(messenger.conversations().remove().remove(chat, alice, bob));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(connection.shown(LiveEvent.Removal.class)).hasSize(1));
    }

    @Test
    void lost_news_of_reading_is_found_by_comparing_L5() {
        ChatId chat = direct(alice, bob);
        LiveClient alices = client(alice);
        alices.connect();
        post(chat, alice, "read me");
        bus.lose(100, 0);
        read(chat, bob, 1);
        await().atMost(PATIENCE).until(() -> alices.allReadUpTo(chat) == 1);
        assertThat(alices.breaches()).isEmpty();
    }

    @Test
    void a_lost_move_of_a_mark_is_read_from_the_store_when_the_next_one_comes_L5() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection otherDevice = client(bob).connect();
        post(chat, alice, "hello");
        bus.lose(100, 0);
        read(chat, bob, 1);
        bus.lose(0, 0);
        read(chat, carol, 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(otherDevice.shown(LiveEvent.ReadMark.class))
                        .contains(new LiveEvent.ReadMark(chat, bob, new MessageId(1))));
    }

    @Test
    void what_comes_doubled_or_late_is_shown_once_and_in_order_L4() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        bus.lose(0, 100);
        bus.swapPairs(true);
        for (int i = 0; i < 100; i++) {
            post(chat, alice, "m" + i);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).hasSize(100));
        assertThat(bobs.breaches()).isEmpty();
        assertThat(connection.shown(LiveEvent.Skipped.class)).isEmpty();
    }

    @Test
    void a_commit_of_unknown_outcome_is_shown_without_any_other_news() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient.Connection connection = client(bob).connect();
        bus.lose(100, 0);
        post(chat, alice, "committed, but who knows");
        bus.publish(new Notice.Uncertain(chat));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("committed, but who knows"));
    }

    @Test
    void a_repeat_of_what_a_resume_has_brought_is_a_duplicate_also_when_the_news_of_it_come_after_all_L2() {
        InterposedLog slow = new InterposedLog();
        startAgainOver(slow);
        ChatId chat = direct(alice, bob);
        LiveClient alices = client(alice);
        alices.connect().cut();
        LiveClient.Connection bobs = client(bob).connect();
        SendMessage.Command command =
                new SendMessage.Command(chat, alice, key(), new MessageText("once"), Optional.empty());
        bus.swapPairs(true);
        // Stored by a connection that is gone, and its news are on their way.
        sent(messenger.messaging().send().send(command).toCompletableFuture());
        LiveClient.Connection phone = alices.connect();
        assertThat(texts(phone)).containsExactly("once");
        slow.hold();
        CompletableFuture<SendMessage.Outcome> repeat = phone.send(chat, command.key(), "once");
        bus.swapPairs(false);
        bus.publish(new Notice.Typing(chat, bob));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("once"));
        bus.publish(new Notice.Typing(chat, bob));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(phone.shown(LiveEvent.Typing.class)).hasSize(2));
        slow.letGo();
        assertThat(answer(repeat)).isInstanceOf(SendMessage.Outcome.Duplicate.class);
        assertThat(phone.shown(SendMessage.Outcome.Sent.class)).isEmpty();
        assertThat(alices.breaches()).isEmpty();
    }

    @Test
    void who_was_told_by_a_resume_that_they_left_is_shown_nothing_of_before_by_a_feed_that_is_behind_L7() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient carols = client(carol);
        LiveClient.Connection first = carols.connect();
        bus.lose(100, 0);
        post(chat, alice, "before");
        read(chat, bob, 1);
        done(messenger.conversations().remove().remove(chat, alice, carol));
        LiveClient.Connection second = carols.connect();
        assertThat(second.shown(LiveEvent.Removal.class)).hasSize(1);
        bus.lose(0, 0);
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("before", "after"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first.shown(LiveEvent.Removal.class)).hasSize(1));
        assertThat(texts(second)).isEmpty();
        assertThat(second.shown(LiveEvent.Removal.class)).hasSize(1);
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        post(chat, alice, "back");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).containsExactly("back"));
        assertThat(second.shown(LiveEvent.ChatEntry.class)).hasSize(1);
    }

    @Test
    void who_left_and_came_back_keeps_their_place_when_news_of_the_first_come_after_a_replay_of_both() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        post(chat, alice, "hi");
        LiveClient.Connection first = client(carol).connect();
        LiveClient carols = client(carol);
        carols.connect().cut();
        bus.keepBack();
        done(messenger.conversations().remove().remove(chat, alice, carol));
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        LiveClient.Connection second = carols.connect();
        read(chat, carol, 1);
        bus.passOne();
        // Not by the news of the return, which are still kept back.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first.shown(LiveEvent.ChatEntry.class)).isNotEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(second.shown(LiveEvent.ReadMark.class))
                        .contains(new LiveEvent.ReadMark(chat, carol, new MessageId(1))));
        bus.passOn();
        post(chat, alice, "and on");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).endsWith("and on"));
        assertThat(second.shown(LiveEvent.Removal.class)).isEmpty();
        assertThat(carols.breaches()).isEmpty();
    }

    @Test
    void who_was_told_so_by_a_resume_that_was_cut_is_shown_nothing_of_before_either_L7() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient.Connection first = client(carol).connect();
        LiveClient carols = client(carol);
        carols.connect().cut();
        bus.lose(100, 0);
        post(chat, alice, "before");
        done(messenger.conversations().remove().remove(chat, alice, carol));
        carols.connect(1);
        LiveClient.Connection second = carols.connect();
        bus.lose(0, 0);
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("before", "after"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first.shown(LiveEvent.Removal.class)).hasSize(1));
        assertThat(texts(second)).isEmpty();
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        post(chat, alice, "back");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).containsExactly("back"));
    }

    @Test
    void who_was_told_by_a_resume_that_they_left_and_is_back_gets_the_chat_also_when_no_news_came() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient carols = client(carol);
        carols.connect();
        bus.lose(100, 0);
        done(messenger.conversations().remove().remove(chat, alice, carol));
        LiveClient.Connection second = carols.connect();
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        bus.lose(0, 0);
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("after"));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(second.shown(LiveEvent.ChatEntry.class)).isNotEmpty());
        post(chat, alice, "and on");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).endsWith("and on"));
    }

    @Test
    void who_was_replayed_more_than_the_feed_has_shown_is_told_of_the_chats_end_all_the_same() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection first = bobs.connect();
        bus.lose(100, 0);
        post(chat, alice, "missed by the feed");
        LiveClient.Connection second = bobs.connect();
        bus.lose(0, 0);
        done(messenger.conversations().delete().delete(chat, alice));
        for (LiveClient.Connection connection : List.of(first, second)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(connection.shown(LiveEvent.Removal.class))
                            .hasSize(1));
        }
    }

    @Test
    void after_a_send_of_unknown_outcome_nothing_overtakes_it_until_its_key_is_repeated() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        ChatId other = direct(alice, carol);
        LiveClient.Connection phone = client(alice).connect();
        MessageKey first = key();
        log.goAway();
        assertThat(answer(phone.send(chat, first, "first"))).isInstanceOf(SendMessage.Outcome.Unknown.class);
        log.comeBack();
        assertThat(answer(phone.send(chat, key(), "second")))
                .as("sent behind the first")
                .isInstanceOf(SendMessage.Outcome.Unknown.class);
        sent(phone.send(other, key(), "in another chat"));
        assertThat(sent(phone.send(chat, first, "first")).id()).isEqualTo(new MessageId(1));
        assertThat(sent(phone.send(chat, key(), "second")).id()).isEqualTo(new MessageId(2));
    }

    @Test
    void what_was_missed_while_the_store_could_not_be_reached_is_shown_when_it_can() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        bus.lose(100, 0);
        post(chat, alice, "missed");
        log.goAway();
        bus.lose(0, 0);
        bus.publish(new Notice.Uncertain(chat));
        assertThatThrownBy(bobs::connect).isInstanceOf(StoreUnavailableException.class);
        log.comeBack();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("missed"));
        post(chat, alice, "next");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("missed", "next"));
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void the_author_is_told_once_of_each_advance_and_never_backwards_L5() {
        ChatId chat = group(alice, bob, carol);
        LiveClient alices = client(alice);
        LiveClient.Connection connection = alices.connect();
        for (int i = 1; i <= 5; i++) {
            post(chat, alice, "m" + i);
        }
        read(chat, bob, 3);
        read(chat, carol, 2);
        read(chat, carol, 5);
        await().atMost(PATIENCE).until(() -> alices.allReadUpTo(chat) == 3);
        assertThat(connection.shown(LiveEvent.AllReadMark.class))
                .extracting(mark -> mark.upTo().value())
                .containsExactly(2L, 3L);
        assertThat(alices.breaches()).isEmpty();
    }

    @Test
    void a_departure_can_be_what_makes_a_message_read_by_everyone() {
        ChatId chat = group(alice, bob, carol);
        LiveClient alices = client(alice);
        alices.connect();
        post(chat, alice, "hello");
        read(chat, bob, 1);
        assertThat(alices.allReadUpTo(chat)).isZero();
        done(messenger.conversations().remove().remove(chat, carol, carol));
        await().atMost(PATIENCE).until(() -> alices.allReadUpTo(chat) == 1);
    }

    @Test
    void reading_is_told_to_authors_and_to_the_readers_other_devices_only() {
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection author = client(alice).connect();
        LiveClient.Connection reader = client(bob).connect();
        LiveClient.Connection readersOther = client(bob).connect();
        LiveClient.Connection bystander = client(carol).connect();
        post(chat, alice, "hello");
        done(reader.session().read(chat, new MessageId(1)).toCompletableFuture().join());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(author.shown(LiveEvent.ReadMark.class)).hasSize(1);
            assertThat(readersOther.shown(LiveEvent.ReadMark.class)).hasSize(1);
        });
        post(chat, alice, "a last one, to know that all news has come");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(bystander)).hasSize(2));
        assertThat(bystander.shown(LiveEvent.ReadMark.class)).isEmpty();
        assertThat(reader.shown(LiveEvent.ReadMark.class)).isEmpty();
    }

    @Test
    void a_read_beyond_the_last_message_hides_no_later_one_of_another_device() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(bob).connect();
        assertThat(done(phone.session()
                        .read(chat, new MessageId(1))
                        .toCompletableFuture()
                        .join()))
                .isEqualTo(MessageId.NONE);
        post(chat, alice, "hi");
        read(chat, bob, 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(phone.shown(LiveEvent.ReadMark.class))
                        .containsExactly(new LiveEvent.ReadMark(chat, bob, new MessageId(1))));
    }

    @Test
    void a_resume_brings_the_present_state_of_what_changed_once_and_then_the_marks() {
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        List<Message> posted = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            posted.add(post(chat, alice, "m" + i));
        }
        for (int i = 0; i < 50; i++) {
            edit(posted.getFirst(), "edited " + i);
        }
        LiveClient.Connection resumed = bobs.connect();
        assertThat(resumed.shown(LiveEvent.MessageState.class)).hasSize(10);
        assertThat(resumed.shown(LiveEvent.MarksSummary.class)).hasSize(1);
        assertThat(bobs.view(chat)).isEqualTo(history(chat, bob));
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_chat_with_too_much_to_replay_is_a_gap_from_which_live_goes_on() {
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        for (int i = 0; i < 501; i++) {
            post(chat, alice, "m" + i);
        }
        LiveClient.Connection resumed = bobs.connect();
        assertThat(resumed.shown(LiveEvent.Gap.class)).hasSize(1);
        post(chat, alice, "after the gap");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(resumed)).containsExactly("after the gap"));
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_resume_that_is_cut_again_and_again_still_gets_there() {
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        for (int i = 0; i < 100; i++) {
            post(chat, alice, "m" + i);
        }
        int attempts = 0;
        while (bobs.view(chat).size() < 100 && attempts < 100) {
            bobs.connect(7).cut();
            attempts++;
        }
        assertThat(attempts).isLessThan(20);
        bobs.connect();
        assertThat(bobs.view(chat)).isEqualTo(history(chat, bob));
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void what_is_too_much_to_hold_during_a_slow_replay_is_replayed_again() {
        theTooMuchIsReplayedAgain(LiveEvent.MessageState.class);
    }

    @Test
    void what_is_too_much_to_hold_while_the_marks_are_told_is_replayed_again() {
        theTooMuchIsReplayedAgain(LiveEvent.MarksSummary.class);
    }

    private void theTooMuchIsReplayedAgain(Class<? extends LiveEvent> slowAt) {
        ChatId busy = direct(alice, bob);
        ChatId other = direct(bob, carol);
        LiveClient alices = client(alice);
        alices.connect();
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        post(busy, alice, "first");
        post(other, carol, "first");
        LiveClient.Connection resumed = bobs.connectAndBefore(slowAt, () -> {
            for (int i = 0; i < 1_200; i++) {
                post(busy, alice, "meanwhile " + i);
            }
            post(other, carol, "meanwhile");
            // What Alice has been shown, Bob has been shown too, in the middle of his replay.
            await().atMost(PATIENCE).until(() -> alices.view(busy).size() == 1_201);
        });
        loadGaps(bobs, bob);
        post(busy, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bobs.view(busy)).isEqualTo(history(busy, bob)));
        assertThat(bobs.view(other)).isEqualTo(history(other, bob));
        assertThat(resumed.shown(LiveEvent.Gap.class)).isNotEmpty();
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void nothing_is_missed_or_doubled_of_what_happens_while_clients_come_and_go_L4() {
        ChatId chat = group(alice, bob, carol);
        AtomicBoolean writing = new AtomicBoolean(true);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            Random random = new Random(seed);
            Message last = post(chat, alice, "first");
            for (int i = 0; i < 3_000; i++) {
                if (random.nextInt(4) == 0) {
                    edit(last, "edit " + i);
                } else {
                    last = post(chat, alice, "message " + i);
                }
            }
            writing.set(false);
        });
        bus.lose(2, 2);
        List<LiveClient> clients = List.of(client(bob), client(carol), client(alice), client(bob));
        List<CompletableFuture<Void>> readers = clients.stream()
                .map(client -> CompletableFuture.runAsync(() -> {
                    Random random = new Random(seed + client.hashCode());
                    while (writing.get()) {
                        LiveClient.Connection connection =
                                client.connect(random.nextInt(3) == 0 ? random.nextInt(50) : Integer.MAX_VALUE);
                        loadGaps(client, client == clients.get(1) ? carol : bob);
                        connection.cut();
                    }
                }))
                .toList();
        writer.join();
        readers.forEach(CompletableFuture::join);
        bus.lose(0, 0);
        for (LiveClient client : clients) {
            client.connect();
            loadGaps(client, bob);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(client.view(chat)).as("seed %d", seed).isEqualTo(history(chat, bob)));
            assertThat(client.breaches()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void partners_who_have_both_written_see_each_other_come_and_go() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection alices = client(alice).connect();
        LiveClient.Connection bobs = client(bob).connect();
        sent(alices.send(chat, key(), "hi"));
        assertThat(bobs.shown(LiveEvent.Presence.class)).isEmpty();
        sent(bobs.send(chat, key(), "hello"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alices.shown(LiveEvent.Presence.class))
                        .extracting(LiveEvent.Presence::userId, LiveEvent.Presence::online)
                        .containsExactly(tuple(bob, true)));
        bobs.cut();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alices.shown(LiveEvent.Presence.class).getLast())
                                .satisfies(p -> assertThat(p.online()).isFalse())
                                .satisfies(p -> assertThat(p.lastSeenAt()).isPresent()));
        client(bob).connect();
        await().atMost(PATIENCE)
                .until(() -> alices.shown(LiveEvent.Presence.class).getLast().online());
    }

    @Test
    void typing_is_shown_to_the_others_who_are_there_and_a_stranger_cannot_type() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection alices = client(alice).connect();
        LiveClient.Connection bobs = client(bob).connect();
        client(carol).connect().session().typing(chat);
        alices.session().typing(chat);
        alices.session().typing(chat);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bobs.shown(LiveEvent.Typing.class))
                        .containsExactly(new LiveEvent.Typing(chat, alice)));
        assertThat(alices.shown(LiveEvent.Typing.class)).isEmpty();
    }

    @Test
    void one_connection_too_many_replaces_the_oldest() {
        List<LiveClient.Connection> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            connections.add(client(alice).connect());
        }
        assertThat(connections.get(0).closeReason()).contains(Outlet.CloseReason.REPLACED);
        assertThat(connections.subList(1, 4)).allMatch(c -> c.closeReason().isEmpty());
    }

    @Test
    void draining_answers_every_accepted_send_before_it_closes() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(alice).connect();
        List<CompletableFuture<SendMessage.Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(phone.send(chat, key(), "m" + i));
        }
        messenger.live().drain(PATIENCE);
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
        assertThat(phone.shown(SendMessage.Outcome.Sent.class)).hasSize(200);
        assertThat(phone.closeReason()).contains(Outlet.CloseReason.SHUTTING_DOWN);
    }

    @Test
    void a_node_that_drains_takes_nothing_that_it_would_not_answer() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(alice).connect();
        log.hold();
        CompletableFuture<SendMessage.Outcome> taken = phone.send(chat, key(), "taken");
        Thread draining = Thread.ofVirtual().start(() -> messenger.live().drain(PATIENCE));
        waitsUntilDrained(phone, chat);
        log.letGo();
        assertThat(sent(taken).id()).isEqualTo(new MessageId(1));
        await().atMost(PATIENCE).until(() -> !draining.isAlive());
        assertThat(phone.shown(SendMessage.Outcome.Sent.class))
                .as("everything stored was answered")
                .hasSize(history(chat, alice).size());
        assertThat(phone.closeReason()).contains(Outlet.CloseReason.SHUTTING_DOWN);
    }

    @Test
    void draining_answers_every_accepted_read_before_it_closes() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        post(chat, alice, "hi");
        LiveClient.Connection phone = client(bob).connect();
        log.hold();
        CompletableFuture<Outcome<MessageId>> taken = phone.read(chat, new MessageId(1));
        Thread draining = Thread.ofVirtual().start(() -> messenger.live().drain(PATIENCE));
        waitsUntilDrained(phone, chat);
        log.letGo();
        await().atMost(PATIENCE).until(() -> !draining.isAlive());
        assertThat(taken).isCompletedWithValueMatching(outcome -> done(outcome).equals(new MessageId(1)));
        assertThat(phone.closeReason()).contains(Outlet.CloseReason.SHUTTING_DOWN);
    }

    @Test
    void a_read_that_the_store_refuses_outright_holds_up_no_draining() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(bob).connect();
        log.goAway();
        CompletableFuture<Outcome<MessageId>> read = phone.read(chat, new MessageId(1));
        assertThatThrownBy(read::join).hasCauseInstanceOf(StoreUnavailableException.class);
        Thread draining = Thread.ofVirtual().start(() -> messenger.live().drain(PATIENCE.multipliedBy(2)));
        await().atMost(PATIENCE).until(() -> !draining.isAlive());
    }

    /// The store takes its time; until it has done it, a node that drains waits, and refuses what comes.
    private static void waitsUntilDrained(LiveClient.Connection phone, ChatId chat) {
        await().atMost(PATIENCE).until(() -> {
            CompletableFuture<SendMessage.Outcome> late = phone.send(chat, key(), "late");
            return late.isDone() && late.join() instanceof SendMessage.Outcome.Unknown;
        });
        assertThat(phone.closeReason()).isEmpty();
    }

    private void loadGaps(LiveClient client, UserId viewer) {
        for (ChatId chat : client.takeGaps()) {
            client.load(chat, List.copyOf(history(chat, viewer).values()));
        }
    }

    private SortedMap<Long, Message> history(ChatId chat, UserId viewer) {
        SortedMap<Long, Message> all = new TreeMap<>();
        long offset = 0;
        MessageLog.HistoryPage page;
        do {
            page = done(messenger.messaging().history().page(chat, viewer, offset, 200));
            page.messages().forEach(m -> all.put(m.id().value(), m));
            offset += 200;
        } while (offset < page.total());
        return all;
    }

    private LiveClient client(UserId user) {
        return new LiveClient(messenger.live(), user);
    }

    private ChatId direct(UserId one, UserId other) {
        return switch (messenger.conversations().openDirect().open(one, other)) {
            case OpenDirectChat.Outcome.Created(var view) -> view.chat().id();
            case OpenDirectChat.Outcome.Existing(var view) -> view.chat().id();
            case OpenDirectChat.Outcome.Refused(var reason) -> throw new AssertionError(reason);
            case OpenDirectChat.Outcome.TooMany(var after) -> throw new AssertionError(after);
        };
    }

    private ChatId group(UserId owner, UserId... members) {
        CreateGroup.Command command =
                new CreateGroup.Command(owner, new ChatTitle("group"), Set.of(members), Optional.empty());
        Chats.Opened opened = done(messenger.conversations().createGroup().create(command));
        return opened.view().chat().id();
    }

    private Message post(ChatId chat, UserId sender, String text) {
        SendMessage.Command command =
                new SendMessage.Command(chat, sender, key(), new MessageText(text), Optional.empty());
        return sent(messenger.messaging().send().send(command).toCompletableFuture());
    }

    private void edit(Message message, String text) {
        done(messenger
                .messaging()
                .edit()
                .edit(new MessageLog.Edit(message.chatId(), message.senderId(), message.id(), new MessageText(text)))
                .toCompletableFuture()
                .join());
    }

    private void read(ChatId chat, UserId reader, long upTo) {
        done(messenger
                .reading()
                .mark()
                .upTo(chat, reader, new MessageId(upTo))
                .toCompletableFuture()
                .join());
    }

    private static List<String> texts(LiveClient.Connection connection) {
        return connection.shown(LiveEvent.MessageState.class).stream()
                .map(state -> state.message().text().orElseThrow().value())
                .toList();
    }

    private static MessageKey key() {
        return new MessageKey(UUID.randomUUID());
    }

    private static SendMessage.Outcome answer(CompletableFuture<SendMessage.Outcome> answer) {
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static Message sent(CompletableFuture<SendMessage.Outcome> answer) {
        return switch (answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join()) {
            case SendMessage.Outcome.Sent(Message message) -> message;
            case SendMessage.Outcome.Duplicate d ->
                throw new AssertionError("duplicate " + d.message().id());
            case SendMessage.Outcome.Refused(var reason) -> throw new AssertionError(reason);
            case SendMessage.Outcome.TooFast(var after) -> throw new AssertionError(after);
            case SendMessage.Outcome.Unknown() -> throw new AssertionError("unknown");
        };
    }

    private static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var reason) -> throw new AssertionError(reason);
        };
    }
}
