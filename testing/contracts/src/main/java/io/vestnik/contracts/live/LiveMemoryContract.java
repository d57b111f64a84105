package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveMemoryFullException;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The memory of all connections together is bounded. After each test of every live contract, the whole budget must be
/// free again.
abstract class LiveMemoryContract extends LiveContract {
    /// The number of texts of the maximum length in a replay; a page holds only a few of them.
    private static final int ROWS = 40;

    /// A number of changes above the maximum that is replayed for a chat.
    private static final int MANY_ROWS = 510;

    private static final long PAGE_BYTES_MAX = 300 * 1024;

    /// The bytes that one chat of a connected user counts as, against the bound of the memory.
    private static final long SUBSCRIPTION_BYTES = 512;

    LiveMemoryContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void a_slow_resume_holds_one_page_in_memory() {
        ChatId chat = direct(alice, bob);
        for (int i = 0; i < ROWS; i++) {
            post(chat, alice, "\uD83D\uDE00".repeat(MessageText.LENGTH_MAX));
        }
        SlowEventSink slow = new SlowEventSink();
        LiveSession session = messenger.live().open(bob, new DeviceId(UUID.randomUUID()), slow);
        Resume.Since since = new Resume.Since(
                Map.of(chat, new Resume.Cursor(new ChatVersion(1), Optional.empty())), Resume.Unlisted.SKIP);
        Thread catchingUp = Thread.ofVirtual().start(() -> session.catchUp(since));
        await().atMost(PATIENCE).until(() -> slow.messages.get() > 0 && slow.waiting());
        int pages = 1;
        while (slow.messages.get() < ROWS) {
            int before = slow.messages.get();
            slow.taken.release();
            await().atMost(PATIENCE).until(() -> slow.messages.get() > before && slow.waiting());
            assertThat(memory.replays().bytesTaken()).isLessThan(PAGE_BYTES_MAX);
            assertThat(slow.messages.get() - before).isLessThan(ROWS / 2);
            pages++;
        }
        assertThat(pages).isGreaterThan(2);
        slow.taken.release(100);
        await().atMost(PATIENCE).until(() -> !catchingUp.isAlive());
        assertThat(memory.replays().bytesTaken()).isZero();
        session.close();
    }

    @Test
    void a_slow_resume_does_not_chase_an_active_chat() {
        ChatId chat = direct(alice, bob);
        for (int i = 0; i < ROWS; i++) {
            post(chat, alice, "\uD83D\uDE00".repeat(MessageText.LENGTH_MAX));
        }
        SlowEventSink slow = new SlowEventSink();
        LiveSession session = messenger.live().open(bob, new DeviceId(UUID.randomUUID()), slow);
        Resume.Since since = new Resume.Since(
                Map.of(chat, new Resume.Cursor(new ChatVersion(1), Optional.empty())), Resume.Unlisted.SKIP);
        Thread catchingUp = Thread.ofVirtual().start(() -> session.catchUp(since));
        await().atMost(PATIENCE).until(() -> slow.messages.get() > 0 && slow.waiting());
        for (int i = 0; i < MANY_ROWS; i++) {
            post(chat, alice, "meanwhile");
        }
        slow.taken.release(100);
        await().atMost(PATIENCE).until(() -> !catchingUp.isAlive());
        await().atMost(PATIENCE).until(() -> slow.messages.get() == ROWS + MANY_ROWS);
        assertThat(slow.gaps.get()).isZero();
        session.close();
    }

    @Test
    void a_notification_without_room_is_dropped_and_found_by_a_comparison() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        MemoryBudget.Lease all = fill(memory.events());
        post(chat, alice, "dropped");
        all.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("dropped"));
        assertThat(repairs.sum()).isPositive();
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_dropped_event_of_a_connections_own_message_is_found_for_its_answer() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient alices = client(alice);
        LiveClient.Connection connection = alices.connect();
        MemoryBudget.Lease all = fill(memory.events());
        CompletableFuture<SendMessage.Outcome> answer = connection.send(chat, key(), "dropped");
        assertThat(sent(answer).id()).isEqualTo(new MessageId(1));
        all.close();
        assertThat(alices.breaches()).isEmpty();
    }

    @Test
    void a_user_whose_subscriptions_do_not_fit_connects_later() {
        ChatId chat = direct(alice, bob);
        awaitProcessed(bob, chat);
        LiveClient bobs = client(bob);
        MemoryBudget.Lease all = fill(memory.subscriptions());
        assertThatThrownBy(bobs::connect).isInstanceOf(LiveMemoryFullException.class);
        client(carol).connect();
        all.close();
        LiveClient.Connection connection = bobs.connect();
        assertThat(memory.subscriptions().bytesTaken()).isPositive();
        post(chat, alice, "hi");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("hi"));
        connection.cut();
        await().atMost(PATIENCE).until(() -> memory.subscriptions().bytesTaken() == 0);
    }

    @Test
    void a_joined_chat_that_does_not_fit_closes_the_user_with_the_most_chats() {
        ChatId chat = direct(alice, bob);
        awaitProcessed(bob, chat, group(carol, bob), group(carol, bob));
        MemoryBudget.Lease rest = fill(memory.subscriptions(), 4);
        Queue<Notification> published = new ConcurrentLinkedQueue<>();
        bus.subscribe(published::add);
        LiveClient alices = client(alice);
        LiveClient bobs = client(bob);
        LiveClient.Connection small = alices.connect();
        LiveClient.Connection large = bobs.connect();
        sent(small.send(chat, key(), "hi"));
        sent(large.send(chat, key(), "hello"));
        ChatId joined = group(carol, alice);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(large.closeReason()).contains(EventSink.CloseReason.OVERLOADED));
        await().atMost(PATIENCE)
                .until(() -> memory.subscriptions().bytesTaken() - rest.bytes() == 2 * SUBSCRIPTION_BYTES);
        assertThatThrownBy(bobs::connect).isInstanceOf(LiveMemoryFullException.class);
        post(joined, carol, "welcome");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(small)).containsExactly("hello", "welcome"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(small.shown(LiveEvent.Presence.class).getLast())
                                .satisfies(p -> assertThat(p.userId()).isEqualTo(bob))
                                .satisfies(p -> assertThat(p.online()).isFalse())
                                .satisfies(p -> assertThat(p.lastSeenAt()).isPresent()));
        assertThat(small.closeReason()).isEmpty();
        assertThat(published)
                .filteredOn(Notification.Gone.class::isInstance)
                .extracting(gone -> ((Notification.Gone) gone).userId())
                .containsExactly(bob);
        rest.close();
        LiveClient.Connection again = bobs.connect();
        post(chat, alice, "welcome back");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(again)).containsExactly("welcome back"));
        assertThat(alices.breaches()).isEmpty();
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_user_with_fewer_chats_connects_in_place_of_the_one_with_the_most() {
        ChatId chat = direct(alice, carol);
        awaitProcessed(bob, group(bob), group(bob), group(bob), group(bob));
        MemoryBudget.Lease rest = fill(memory.subscriptions(), 4);
        LiveClient.Connection first = client(bob).connect();
        LiveClient.Connection second = client(bob).connect();
        LiveClient alices = client(alice);
        LiveClient.Connection small = alices.connect();
        assertThat(first.closeReason()).contains(EventSink.CloseReason.OVERLOADED);
        assertThat(second.closeReason()).contains(EventSink.CloseReason.OVERLOADED);
        assertThat(memory.subscriptions().bytesTaken() - rest.bytes()).isEqualTo(SUBSCRIPTION_BYTES);
        post(chat, carol, "hi");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(small)).containsExactly("hi"));
        assertThat(alices.breaches()).isEmpty();
        rest.close();
    }

    /// Waits until the node has processed the notifications about new chats. Otherwise the memory of a chat could be
    /// taken twice: by a connecting user, and by a notification that is processed at the same time.
    private void awaitProcessed(UserId member, ChatId... chats) {
        LiveClient.Connection connection = client(member).connect();
        for (ChatId chat : chats) {
            post(chat, member, "processed");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).hasSize(chats.length));
        connection.cut();
    }

    private static MemoryBudget.Lease fill(MemoryBudget budget) {
        return fill(budget, 0);
    }

    /// Waits until nothing of a budget is taken. Then takes all of its memory, except the memory that the given number
    /// of subscriptions needs.
    private static MemoryBudget.Lease fill(MemoryBudget budget, int subscriptions) {
        await().atMost(PATIENCE).until(() -> budget.bytesTaken() == 0);
        return budget.take(budget.bytesMax() - (long) subscriptions * SUBSCRIPTION_BYTES)
                .orElseThrow();
    }

    /// A sink that accepts the first page immediately, and each further page only with a permit from the test.
    private static final class SlowEventSink implements EventSink {
        private final Semaphore taken = new Semaphore(0);
        private final AtomicInteger messages = new AtomicInteger();
        private final AtomicInteger gaps = new AtomicInteger();
        private volatile boolean untaken;

        boolean waiting() {
            return taken.hasQueuedThreads();
        }

        @Override
        public void offer(EncodedEvent event) {
            count(event.event());
        }

        @Override
        public void flush() {}

        @Override
        public void replay(LiveEvent event) {
            untaken = true;
            count(event);
        }

        private void count(LiveEvent event) {
            if (event instanceof LiveEvent.MessageState) {
                messages.incrementAndGet();
            } else if (event instanceof LiveEvent.Gap) {
                gaps.incrementAndGet();
            }
        }

        @Override
        public void awaitReplayed() {
            if (untaken) {
                taken.acquireUninterruptibly();
                untaken = false;
            }
        }

        @Override
        public void close(CloseReason reason) {}
    }
}
