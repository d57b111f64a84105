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

/// Says what a script says in a chat, in order. Owned by one thread, which waits only where it has to know the id of
/// what it answers, or has much on its way.
final class Conversation {
    /// With as many chats at once as [Demo] has, far below what the store's writers let wait.
    private static final int ON_THEIR_WAY_MAX = 100;

    private static final Duration CORRECTED_AFTER = Duration.ofSeconds(40);
    private static final Duration TAKEN_BACK_AFTER = Duration.ofSeconds(9);

    private final DemoPorts ports;
    private final ChatId chat;
    private final List<UserId> people;
    private final IntFunction<MessageKey> keys;
    private final List<CompletableFuture<Optional<Said>>> said = new ArrayList<>();

    /// @param people everybody, by number
    /// @param keys the key of each place in the script
    Conversation(DemoPorts ports, ChatId chat, List<UserId> people, IntFunction<MessageKey> keys) {
        this.ports = ports;
        this.chat = chat;
        this.people = people;
        this.keys = keys;
    }

    /// A message that is in the log.
    ///
    /// @param fresh whether this run stored it
    record Said(Message message, boolean fresh) {}

    /// Says it; a message that the rules refuse, since its author has left by now, is left out.
    void say(Utterance utterance, Instant at) {
        int place = said.size();
        if (place >= ON_THEIR_WAY_MAX) {
            said.get(place - ON_THEIR_WAY_MAX).join();
        }
        UserId speaker = people.get(utterance.speaker());
        Optional<MessageId> answered = utterance.answers().isPresent()
                ? said.get(utterance.answers().getAsInt())
                        .join()
                        .filter(there -> !there.message().deleted())
                        .map(there -> there.message().id())
                : Optional.empty();
        Draft draft = Draft.of(chat, speaker, keys.apply(place), new MessageText(utterance.text()), answered);
        CompletableFuture<Optional<Said>> stored =
                ports.imports().append(draft, at).toCompletableFuture().thenApply(Conversation::said);
        said.add(stored);
        if (utterance.correction().isPresent() || utterance.takenBack()) {
            stored.join().filter(Said::fresh).ifPresent(there -> amend(utterance, speaker, there.message(), at));
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

    /// Everything said, once all of it is stored.
    List<Said> all() {
        return said.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Said> said(Appended appended) {
        return switch (appended) {
            case Appended.Stored(Message message) -> Optional.of(new Said(message, true));
            case Appended.Repeated(Message message) -> Optional.of(new Said(message, false));
            case Appended.Refused refused -> Optional.empty();
        };
    }

    private static void done(CompletableFuture<Outcome<Message>> amended) {
        amended.join();
    }
}
