package io.vestnik.domain.message;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.Chats;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/// Brings in conversations that took place elsewhere or at another time, with the times at which they did.
///
/// Everything is as through [Chats] and [MessageLog]: the same locks, rules, keys, ids, versions and events. The one
/// difference is the clock, and it breaks no law: a given time is taken where it lies between the chat's newest message
/// (or its creation) and the store's clock, and brought to the nearer of these otherwise. So `sentAt` never decreases
/// with the id (law L1), and nothing was ever sent in the future.
///
/// No protocol reaches it; it is for whoever runs the server.
public interface Imports {

    /// As [Chats#openDirect]; a chat that is not there yet begins at `at`.
    Outcome<Chats.Opened> openDirect(Chats.DirectOpening opening, Instant at);

    /// As [Chats#createGroup]; a group that is not there yet begins at `at`.
    Outcome<Chats.Opened> createGroup(Chats.GroupFounding founding, Instant at);

    /// As [MessageLog#append], sent at `at`. A repeat of a key changes nothing, its time neither.
    CompletionStage<MessageLog.Appended> append(Draft draft, Instant at);

    /// As [MessageLog#edit], done at `at`.
    CompletionStage<Outcome<Message>> edit(MessageLog.Edit edit, Instant at);

    /// As [MessageLog#delete], done at `at`.
    CompletionStage<Outcome<Message>> delete(MessageLog.Deletion deletion, Instant at);
}
