package io.vestnik.application.live.session;

import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The unanswered sends of a connection, in the order in which they were added. Guarded by the monitor of
/// [ConnectionSends].
final class SendsInFlight {
    private final Set<InFlight> sends = new LinkedHashSet<>(0);
    /// The number of sends so far.
    private long count;

    /// One attempt to send.
    static final class InFlight {
        final SendMessage.Command command;
        final Consumer<SendMessage.Outcome> answer;
        /// The position of this send among the sends of the connection, counted from 0.
        final long number;
        /// Completes when the store has answered the send and the connection has processed the answer.
        final CompletableFuture<@Nullable Void> decided = new CompletableFuture<>();

        private InFlight(SendMessage.Command command, Consumer<SendMessage.Outcome> answer, long number) {
            this.command = command;
            this.answer = answer;
            this.number = number;
        }
    }

    InFlight add(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
        InFlight send = new InFlight(command, answer, count++);
        sends.add(send);
        return send;
    }

    /// Removes a send that was answered or dropped.
    ///
    /// @return whether the send was still unanswered
    boolean remove(InFlight send) {
        return sends.remove(send);
    }

    /// Whether a send is unanswered.
    boolean contains(InFlight send) {
        return sends.contains(send);
    }

    /// A future for each pending send to a chat. A send is pending until the store has answered it; then its future
    /// completes.
    List<CompletableFuture<@Nullable Void>> undecided(ChatId chatId) {
        return sends.stream()
                .filter(send -> send.command.chatId().equals(chatId) && !send.decided.isDone())
                .map(send -> send.decided)
                .toList();
    }

    boolean isEmpty() {
        return sends.isEmpty();
    }
}
