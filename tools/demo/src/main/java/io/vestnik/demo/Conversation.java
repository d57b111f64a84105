package io.vestnik.demo;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageLog.Deletion;
import io.vestnik.domain.message.MessageLog.Edit;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/// Sends the messages of a script to a chat, in order. Used by one thread. The thread waits for the store's answer in
/// three cases: a reply needs the id of its original message, a message is to be edited or deleted, or too many sends
/// are unanswered.
final class Conversation {
    /// The maximum number of unanswered sends in one chat. [Demo] bounds the number of concurrent chats, so that the
    /// sends of all chats together stay far below the capacity of the store's queues.
    private static final int ON_THEIR_WAY_MAX = 100;

    private static final Duration CORRECTED_AFTER = Duration.ofSeconds(40);
    private static final Duration TAKEN_BACK_AFTER = Duration.ofSeconds(9);

    private final DemoPorts ports;
    private final ChatId chat;
    private final List<UserId> people;
    private final IntFunction<MessageKey> keys;
    private final List<CompletableFuture<Optional<StoredMessage>>> messages = new ArrayList<>();

    /// @param people all users; the index is the number by which a script names a speaker
    /// @param keys the idempotency key of the message at each position of the script
    Conversation(DemoPorts ports, ChatId chat, List<UserId> people, IntFunction<MessageKey> keys) {
        this.ports = ports;
        this.chat = chat;
        this.people = people;
        this.keys = keys;
    }

    /// A stored message.
    ///
    /// @param fresh whether this run stored it
    record StoredMessage(Message message, boolean fresh) {}

    /// Sends a message. If the store refuses it, for example because its author has left the chat, the message is
    /// omitted.
    void send(Utterance utterance, Instant at) {
        int position = messages.size();
        if (position >= ON_THEIR_WAY_MAX) {
            messages.get(position - ON_THEIR_WAY_MAX).join();
        }
        UserId speaker = people.get(utterance.speaker());
        Optional<MessageId> answered = utterance.answers().isPresent()
                ? messages.get(utterance.answers().getAsInt())
                        .join()
                        .filter(there -> !there.message().deleted())
                        .map(there -> there.message().id())
                : Optional.empty();
        Draft draft = Draft.of(chat, speaker, keys.apply(position), new MessageText(utterance.text()), answered);
        CompletableFuture<Optional<StoredMessage>> stored =
                ports.imports().append(draft, at).toCompletableFuture().thenApply(Conversation::storedMessage);
        messages.add(stored);
        if (utterance.correction().isPresent() || utterance.takenBack()) {
            stored.join()
                    .filter(StoredMessage::fresh)
                    .ifPresent(there -> amend(utterance, speaker, there.message(), at));
        }
    }

    private void amend(Utterance utterance, UserId speaker, Message message, Instant at) {
        utterance
                .correction()
                .ifPresent(better -> done(ports.imports()
                        .edit(new Edit(chat, speaker, message.id(), new MessageText(better)), at.plus(CORRECTED_AFTER))
                        .toCompletableFuture()));
        if (utterance.takenBack()) {
            done(ports.imports()
                    .delete(new Deletion(chat, speaker, message.id()), at.plus(TAKEN_BACK_AFTER))
                    .toCompletableFuture());
        }
    }

    /// Waits for all sends and returns the stored messages.
    List<StoredMessage> all() {
        return messages.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<StoredMessage> storedMessage(Appended appended) {
        return switch (appended) {
            case Appended.Stored(Message message) -> Optional.of(new StoredMessage(message, true));
            case Appended.Repeated(Message message) -> Optional.of(new StoredMessage(message, false));
            case Appended.Refused refused -> Optional.empty();
        };
    }

    private static void done(CompletableFuture<Outcome<Message>> amended) {
        amended.join();
    }
}
