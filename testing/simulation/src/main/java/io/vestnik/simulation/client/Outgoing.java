package io.vestnik.simulation.client;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// The messages of a client that have no acknowledgement yet, for all its chats.
///
/// Rule 6 of "Keeping a chat": "Keep messages without an acknowledgement (`sent`) with their keys, in order for each
/// chat."
final class Outgoing implements ChatOutbox.Sending {
    private final UserId userId;
    private final Network network;
    private final Supplier<MessageKey> keys;
    private final Map<ChatId, LocalChat> chats;
    private final Requests requests;
    private final Consumer<LiveEvent> events;
    private final Map<ChatId, ChatOutbox> outboxes = new TreeMap<>();

    /// The requests of the present connection.
    interface Requests {
        /// Whether the connection has caught up.
        boolean live();

        /// Whether the connection may have one more unanswered request.
        boolean hasRoom();

        /// Makes a request; no effect without a live connection or without room.
        ///
        /// @param request makes the frame from its `ref`
        void request(LongFunction<FromClient> request, Consumer<FromServer> answered);
    }

    /// @param chats the client's chats
    /// @param events processes an event of the connection
    Outgoing(
            UserId userId,
            Network network,
            Supplier<MessageKey> keys,
            Map<ChatId, LocalChat> chats,
            Requests requests,
            Consumer<LiveEvent> events) {
        this.userId = userId;
        this.network = network;
        this.keys = keys;
        this.chats = chats;
        this.requests = requests;
        this.events = events;
    }

    Requests requests() {
        return requests;
    }

    /// The number of messages.
    int size() {
        return outboxes.values().stream().mapToInt(ChatOutbox::size).sum();
    }

    void send(ChatId chatId, MessageText text, Optional<MessageId> replyTo) {
        ChatOutbox outbox = outboxes.computeIfAbsent(chatId, id -> new ChatOutbox(id, network::nanos));
        outbox.add(keys.get(), text, replyTo);
        pump(outbox);
    }

    /// Sends all messages again, on a connection that has just caught up.
    void sendAll() {
        outboxes.values().forEach(this::pump);
    }

    void disconnected() {
        outboxes.values().forEach(ChatOutbox::disconnected);
    }

    private void pump(ChatOutbox outbox) {
        if (requests.live()) {
            outbox.pump(this).ifPresent(pause -> network.later(pause, "pause of a chat", () -> pump(outbox)));
        }
    }

    // ---- over the connection

    @Override
    public boolean hasRoom() {
        return requests.hasRoom();
    }

    @Override
    public void send(ChatOutbox outbox, ChatOutbox.Pending message) {
        requests.request(
                ref -> new FromClient.Send(ref, outbox.chatId(), message.key, message.text, message.replyTo),
                answer -> {
                    if (answer instanceof FromServer.Sent sent) {
                        answered(outbox, message, sent.outcome());
                    }
                });
    }

    private void answered(ChatOutbox outbox, ChatOutbox.Pending message, SendMessage.Outcome outcome) {
        outbox.answered(message, outcome);
        if (outcome instanceof SendMessage.Outcome.Sent(Message sent)) {
            // It takes the place of the event of its message, so it waits for the list of chats in the same way. Rule
            // 5:
            // "If a `sent` for that chat follows, do not add the chat again."
            events.accept(new LiveEvent.MessageState(sent.chatId(), sent.version(), sent));
        }
        stored(outbox.chatId(), outcome);
        // The answer may have made room for messages to other chats, too.
        sendAll();
    }

    // ---- over HTTP

    void repeatOverHttp(ChatId chatId) {
        ChatOutbox outbox = outboxes.get(chatId);
        if (outbox != null) {
            outbox.first()
                    .ifPresent(message ->
                            network.send(command(outbox, message), answer -> repeated(outbox, message, answer)));
        }
    }

    private SendMessage.Command command(ChatOutbox outbox, ChatOutbox.Pending message) {
        return new SendMessage.Command(outbox.chatId(), userId, message.key, message.text, message.replyTo);
    }

    private void repeated(ChatOutbox outbox, ChatOutbox.Pending message, HttpAnswer<SendMessage.Outcome> answer) {
        if (answer instanceof HttpAnswer.Served<SendMessage.Outcome>(SendMessage.Outcome outcome)) {
            boolean acknowledged = stored(outbox.chatId(), outcome);
            // A message on its way over the connection is acknowledged there.
            if (acknowledged && !requests.live()) {
                outbox.remove(message);
            }
        }
    }

    void sendOverHttp(ChatId chatId, MessageText text) {
        SendMessage.Command command = new SendMessage.Command(chatId, userId, keys.get(), text, Optional.empty());
        network.send(command, answer -> {
            if (answer instanceof HttpAnswer.Served<SendMessage.Outcome>(SendMessage.Outcome outcome)) {
                boolean unused = stored(chatId, outcome);
            }
        });
    }

    /// Stores the message of an answer, unless the client no longer has the chat.
    ///
    /// @return whether the answer is an acknowledgement
    private boolean stored(ChatId chatId, SendMessage.Outcome outcome) {
        return switch (outcome) {
            case SendMessage.Outcome.Sent(Message message) -> stored(chatId, message);
            case SendMessage.Outcome.Duplicate(Message message) -> stored(chatId, message);
            case SendMessage.Outcome.Refused refused -> false;
            case SendMessage.Outcome.TooFast tooFast -> false;
            case SendMessage.Outcome.Unknown unknown -> false;
        };
    }

    private boolean stored(ChatId chatId, Message message) {
        Optional.ofNullable(chats.get(chatId)).ifPresent(chat -> chat.store(message));
        return true;
    }
}
