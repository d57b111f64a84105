package io.vestnik.domain.message;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.Chats;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/// Imports conversations from elsewhere or from another time, with their original times.
///
/// Everything else is as through [Chats] and [MessageLog]: the same locks, rules, keys, ids, versions and events. Only
/// the clock differs. A given time is used if it lies between the chat's newest message (or its creation) and the
/// store's clock; otherwise the nearer of the two is used. So `sentAt` never decreases with the id (law L1), and no
/// message was sent in the future.
///
/// No protocol exposes this; it is for operators.
public interface Imports {

    /// Like [Chats#openDirect]; a new chat is created at `at`.
    Outcome<Chats.Opened> openDirect(Chats.DirectOpening opening, Instant at);

    /// Like [Chats#createGroup]; a new group is created at `at`.
    Outcome<Chats.Opened> createGroup(Chats.GroupFounding founding, Instant at);

    /// Like [MessageLog#append], sent at `at`. A repeated key changes nothing, not even the time.
    CompletionStage<MessageLog.Appended> append(Draft draft, Instant at);

    /// Like [MessageLog#edit], done at `at`.
    CompletionStage<Outcome<Message>> edit(MessageLog.Edit edit, Instant at);

    /// Like [MessageLog#delete], done at `at`.
    CompletionStage<Outcome<Message>> delete(MessageLog.Deletion deletion, Instant at);
}
