package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// An `Error` in a thread of live delivery closes all connections and is reported. After a replacement of the stored
/// data, every client loads the data again.
abstract class LiveFailureContract extends LiveContract {
    /// The maximum time until a node has checked the store after a duplicate notification.
    private static final Duration DOUBT = Duration.ofMillis(1_500);

    LiveFailureContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void an_error_in_an_event_loop_closes_every_connection_and_is_reported() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection bystander = client(carol).connect();
        FailingEventSink failing = new FailingEventSink();
        LiveSession session = messenger.live().open(bob, new DeviceId(UUID.randomUUID()), failing);
        session.catchUp(new Resume.Fresh());
        failing.fails.set(true);
        post(chat, alice, "delivered by a loop that fails");
        assertEnded(bystander, "live-");
        session.close();
    }

    @Test
    void an_error_in_a_comparison_closes_every_connection_and_is_reported() {
        AtomicBoolean fails = new AtomicBoolean();
        startAgain(ports -> {
            Chats failing = failingOn(Chats.class, ports.chats(), "versions", fails);
            return WrappedStore.with(ports, failing);
        });
        LiveClient.Connection bystander = client(carol).connect();
        fails.set(true);
        bus.publish(new Notification.Interrupted());
        assertEnded(bystander, "live-");
    }

    @Test
    void an_error_in_a_repair_closes_every_connection_and_is_reported() {
        AtomicBoolean fails = new AtomicBoolean();
        startAgain(ports -> {
            MessageLog failing = failingOn(MessageLog.class, ports.log(), "changesForRepair", fails);
            return WrappedStore.with(ports, failing);
        });
        ChatId chat = direct(alice, bob);
        LiveClient.Connection bystander = client(carol).connect();
        client(bob).connect();
        fails.set(true);
        bus.publish(new Notification.Uncertain(chat));
        assertEnded(bystander, "live-repair");
    }

    @Test
    void an_error_of_a_send_closes_every_connection_and_is_reported() {
        startAgain(ports -> {
            MessageLog failing = intercepted(
                    MessageLog.class,
                    ports.log(),
                    (method, call) -> method.equals("append")
                            ? CompletableFuture.failedFuture(new InjectedError())
                            : call.call());
            return WrappedStore.with(ports, failing);
        });
        ChatId chat = direct(alice, bob);
        LiveClient.Connection bystander = client(carol).connect();
        CompletableFuture<SendMessage.Outcome> answer = client(alice).connect().send(chat, key(), "the store fails");
        assertThat(answer(answer)).isInstanceOf(SendMessage.Outcome.Unknown.class);
        assertEnded(bystander, "live-send");
    }

    @Test
    void an_error_of_a_read_closes_every_connection_and_is_reported() {
        startAgain(ports -> {
            ReadStates failing = intercepted(
                    ReadStates.class,
                    ports.readStates(),
                    (method, call) -> method.equals("advance")
                            ? CompletableFuture.failedFuture(new InjectedError())
                            : call.call());
            return WrappedStore.with(ports, failing);
        });
        ChatId chat = direct(alice, bob);
        post(chat, alice, "to be read");
        LiveClient.Connection bystander = client(carol).connect();
        LiveSession session = messenger.live().open(bob, new DeviceId(UUID.randomUUID()), new FailingEventSink());
        session.catchUp(new Resume.Fresh());
        CompletableFuture<?> answer = session.read(chat, new MessageId(1)).toCompletableFuture();
        assertThatThrownBy(() -> answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(InjectedError.class);
        assertEnded(bystander, "live-read");
        session.close();
    }

    private void assertEnded(LiveClient.Connection bystander, String component) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(errors.reports()).hasSize(1));
        RecordedErrors.Report report = errors.reports().getFirst();
        assertThat(report.component()).startsWith(component);
        assertThat(report.error()).isInstanceOf(InjectedError.class);
        await().atMost(PATIENCE)
                .until(() -> bystander.closeReason().equals(Optional.of(EventSink.CloseReason.SHUTTING_DOWN)));
        assertThatThrownBy(() -> messenger.live().open(carol, new DeviceId(UUID.randomUUID()), new FailingEventSink()))
                .isInstanceOf(EventSinkClosedException.class);
    }

    @Test
    void a_new_epoch_closes_all_connections_and_loads_the_data_anew() {
        AtomicReference<String> epoch = new AtomicReference<>("before");
        startAgain(ports -> {
            Chats renamed = intercepted(
                    Chats.class, ports.chats(), (method, call) -> method.equals("epoch") ? epoch.get() : call.call());
            return WrappedStore.with(ports, renamed);
        });
        ChatId chat = direct(alice, bob);
        assertThat(messenger.live().epoch()).isEqualTo("before");
        LiveClient.Connection alices = client(alice).connect();
        LiveClient.Connection bobs = client(bob).connect();
        bus.publish(new Notification.Interrupted());
        post(chat, alice, "of the first epoch");
        await().atMost(PATIENCE).until(() -> texts(bobs).size() == 1);
        assertThat(bobs.closeReason()).isEmpty();

        epoch.set("after");
        bus.publish(new Notification.Interrupted());
        for (LiveClient.Connection connection : new LiveClient.Connection[] {alices, bobs}) {
            await().atMost(PATIENCE)
                    .until(() -> connection.closeReason().equals(Optional.of(EventSink.CloseReason.SHUTTING_DOWN)));
        }
        LiveClient again = client(bob);
        LiveClient.Connection anew = again.connect();
        post(chat, alice, "of the second epoch");
        await().atMost(PATIENCE).until(() -> texts(anew).contains("of the second epoch"));
        assertThat(anew.closeReason()).isEmpty();
        assertThat(again.breaches()).isEmpty();
        assertThat(errors.reports()).isEmpty();
    }

    @Test
    void a_message_at_a_delivered_version_reveals_lost_data() {
        expectDataLoss();
        AtomicBoolean lost = new AtomicBoolean();
        startAgain(ports -> {
            MessageLog behind = intercepted(MessageLog.class, ports.log(), (method, call) -> {
                boolean answersWithoutTheLost = lost.get() && method.equals("changesForRepair");
                return answersWithoutTheLost
                        ? Optional.of(new Changes(new ChatVersion(1), true, List.of()))
                        : call.call();
            });
            return WrappedStore.with(ports, behind);
        });
        ChatId chat = direct(alice, bob);
        String epoch = messenger.live().epoch();
        LiveClient.Connection bobs = client(bob).connect();
        Message shown = post(chat, alice, "shown before");
        await().atMost(PATIENCE).until(() -> texts(bobs).size() == 1);
        Notification.Committed again =
                new Notification.Committed(new ChatEvent.MessagePosted(chat, shown.version(), shown, key()));
        bus.publish(again);
        // A duplicate notification is no reason to close connections while the store still has the delivered version.
        await().during(DOUBT).atMost(PATIENCE).until(() -> bobs.closeReason().isEmpty());

        lost.set(true);
        bus.publish(again);
        await().atMost(PATIENCE)
                .until(() -> bobs.closeReason().equals(Optional.of(EventSink.CloseReason.SHUTTING_DOWN)));
        assertThat(messenger.live().epoch()).isNotEqualTo(epoch);
        assertThat(errors.reports()).isEmpty();
    }

    @Test
    void another_message_with_a_delivered_id_reveals_lost_data_once() {
        expectDataLoss();
        AtomicInteger renewals = new AtomicInteger();
        startAgain(ports -> {
            Chats counted = intercepted(Chats.class, ports.chats(), (method, call) -> {
                if (method.equals("renewEpoch")) {
                    renewals.incrementAndGet();
                }
                return call.call();
            });
            return WrappedStore.with(ports, counted);
        });
        ChatId chat = direct(alice, bob);
        String epoch = messenger.live().epoch();
        LiveClient.Connection bobs = client(bob).connect();
        Message lost = post(chat, alice, "lost");
        await().atMost(PATIENCE).until(() -> texts(bobs).size() == 1);

        Message other = new Message(
                lost.id(),
                chat,
                bob,
                Optional.of(new MessageText("with the same id")),
                lost.sentAt().plusMillis(1),
                false,
                lost.version(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        for (int i = 0; i < 5; i++) {
            bus.publish(new Notification.Committed(new ChatEvent.MessagePosted(chat, other.version(), other, key())));
        }
        await().atMost(PATIENCE)
                .until(() -> bobs.closeReason().equals(Optional.of(EventSink.CloseReason.SHUTTING_DOWN)));
        String renewed = messenger.live().epoch();
        assertThat(renewed).isNotEqualTo(epoch);

        // A message of the new data does not make the node report a second loss of data.
        LiveClient.Connection anew = client(bob).connect();
        post(chat, alice, "of the new data");
        await().atMost(PATIENCE).until(() -> texts(anew).contains("of the new data"));
        assertThat(anew.closeReason()).isEmpty();
        assertThat(messenger.live().epoch()).isEqualTo(renewed);
        assertThat(renewals).hasValue(1);
        assertThat(errors.reports()).isEmpty();
    }

    private static <T> T failingOn(Class<T> port, T behind, String failing, AtomicBoolean fails) {
        return intercepted(port, behind, (method, call) -> {
            if (method.equals(failing) && fails.get()) {
                throw new InjectedError();
            }
            return call.call();
        });
    }

    /// An error that the test engine lets a test catch, unlike `OutOfMemoryError`.
    private static final class InjectedError extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// A sink that fails as if there were no memory.
    private static final class FailingEventSink implements EventSink {
        private final AtomicBoolean fails = new AtomicBoolean();

        @Override
        public void offer(EncodedEvent event) {
            if (fails.get()) {
                throw new InjectedError();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void replay(LiveEvent event) {}

        @Override
        public void close(CloseReason reason) {}
    }
}
