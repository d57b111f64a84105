package io.vestnik.examples.embedding;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Receives the events of one user. A real service would write them to a socket; this example prints a line of text.
/// Guarded by its own monitor.
final class Screen implements EventSink {
    private final String owner;
    private final Library library;
    private final PrintStream out;
    private final Map<ChatId, ChatVersion> versions = new HashMap<>();
    private final CompletableFuture<Message> message = new CompletableFuture<>();
    private final CompletableFuture<LiveEvent.AllReadMark> allRead = new CompletableFuture<>();

    Screen(String owner, Library library, PrintStream out) {
        this.owner = owner;
        this.library = library;
        this.out = out;
    }

    /// Completes with the first message that arrives.
    CompletableFuture<Message> message() {
        return message;
    }

    /// Completes when all other members have read a message of this user.
    CompletableFuture<LiveEvent.AllReadMark> allRead() {
        return allRead;
    }

    /// What the user has received so far. With this cursor, the next session continues where this one ends.
    synchronized Resume cursor() {
        Map<ChatId, Resume.Known> known = new HashMap<>();
        versions.forEach((chat, version) -> known.put(chat, new Resume.Known(version, Optional.empty())));
        return new Resume.Since(known, Resume.Unlisted.SEND);
    }

    @Override
    public void offer(EncodedEvent event) {
        show(event.event());
    }

    @Override
    public void replay(LiveEvent event) {
        show(event);
    }

    private synchronized void show(LiveEvent event) {
        switch (event) {
            case LiveEvent.MessageState(ChatId chat, ChatVersion version, Message shown) -> {
                versions.put(chat, version);
                shown.text()
                        .ifPresent(text -> print(String.format(
                                Locale.ROOT,
                                "%s writes: %s",
                                library.nameOf(shown.senderId()).value(),
                                text.value())));
                message.complete(shown);
            }
            case LiveEvent.ChatEntry entry -> versions.put(entry.chatId(), entry.version());
            case LiveEvent.ChatState state -> versions.put(state.chatId(), state.version());
            case LiveEvent.MemberStates states -> versions.put(states.chatId(), states.version());
            case LiveEvent.Skipped skipped -> versions.put(skipped.chatId(), skipped.version());
            // A program that shows a list of messages would load the newest page of the chat here.
            case LiveEvent.Gap gap -> versions.put(gap.chatId(), gap.version());
            case LiveEvent.Removal removal -> versions.remove(removal.chatId());
            case LiveEvent.AllReadMark mark -> {
                print(String.format(
                        Locale.ROOT,
                        "all members have read up to message %d",
                        mark.upTo().value()));
                allRead.complete(mark);
            }
            case LiveEvent.CaughtUp caughtUp -> print("live");
            case LiveEvent.ReadMark mark -> {}
            case LiveEvent.MarksSummary summary -> {}
            case LiveEvent.Typing typing -> {}
            case LiveEvent.Presence presence -> {}
            case LiveEvent.UserState state -> {}
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close(CloseReason reason) {
        print("closed: " + reason);
    }

    private void print(String line) {
        out.println("[" + owner + "] " + line);
    }
}
