package io.vestnik.postgres;

import io.vestnik.application.commit.writer.Writers;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Imports;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageLog.Deletion;
import io.vestnik.domain.message.MessageLog.Edit;
import io.vestnik.postgres.chat.ChatCreation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Imports past changes on the path of all other changes: through the chat's writer ([Writers]) and [ChatCreation].
final class JdbiImports implements Imports {
    private final ChatCreation creation;
    private final Writers<?> writers;

    JdbiImports(ChatCreation creation, Writers<?> writers) {
        this.creation = creation;
        this.writers = writers;
    }

    @Override
    public Outcome<Chats.Opened> openDirect(Chats.DirectOpening opening, Instant at) {
        return creation.direct(opening, Optional.of(at));
    }

    @Override
    public Outcome<Chats.Opened> createGroup(Chats.GroupFounding founding, Instant at) {
        return creation.group(founding, Optional.of(at));
    }

    @Override
    public CompletionStage<Appended> append(Draft draft, Instant at) {
        return writers.append(draft, truncateToMillis(at));
    }

    @Override
    public CompletionStage<Outcome<Message>> edit(Edit edit, Instant at) {
        return writers.edit(edit, truncateToMillis(at));
    }

    @Override
    public CompletionStage<Outcome<Message>> delete(Deletion deletion, Instant at) {
        return writers.delete(deletion, truncateToMillis(at));
    }

    /// Truncates a time to milliseconds, the precision of times on the wire.
    private static Optional<Instant> truncateToMillis(Instant at) {
        return Optional.of(at.truncatedTo(ChronoUnit.MILLIS));
    }
}
