package io.vestnik.examples.embedding;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.message.Message;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/// The events of one user: where a server has a socket, the library prints a line of text.
final class Screen implements EventSink {
    private final String owner;
    private final Library library;
    private final PrintStream out;
    private final CompletableFuture<Message> message = new CompletableFuture<>();
    private final CompletableFuture<LiveEvent.AllReadMark> allRead = new CompletableFuture<>();

    Screen(String owner, Library library, PrintStream out) {
        this.owner = owner;
        this.library = library;
        this.out = out;
    }

    /// Completes with the first received message.
    CompletableFuture<Message> message() {
        return message;
    }

    /// Completes when the owner's message is read by all.
    CompletableFuture<LiveEvent.AllReadMark> allRead() {
        return allRead;
    }

    @Override
    public void offer(EncodedEvent event) {
        show(event.event());
    }

    @Override
    public void replay(LiveEvent event) {
        show(event);
    }

    private void show(LiveEvent event) {
        if (event instanceof LiveEvent.MessageState(var chatId, var version, Message shown)) {
            shown.text()
                    .ifPresent(text -> print(String.format(
                            Locale.ROOT,
                            "%s writes: %s",
                            library.nameOf(shown.senderId()).value(),
                            text.value())));
            message.complete(shown);
        } else if (event instanceof LiveEvent.AllReadMark mark) {
            print(String.format(
                    Locale.ROOT,
                    "everybody has read up to message %d",
                    mark.upTo().value()));
            allRead.complete(mark);
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
