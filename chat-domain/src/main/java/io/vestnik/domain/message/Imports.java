package io.vestnik.domain.message;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.Chats;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/// Imports conversations from elsewhere or from another time, with their original times.
///
/// An import works like a call of [Chats] and [MessageLog]: with the same locks, rules, keys, ids, versions and events.
/// Only the time differs. A given time is used if it lies between the chat's newest message (or its creation) and the
/// store's clock; otherwise the nearer of these two times is used. So `sentAt` never decreases with the id (law L1),
/// and no message has a time in the future.
///
/// No protocol exposes imports; they are for operators.
public interface Imports {

    /// Like [Chats#openDirect]; `at` is the time at which a new chat is created.
    Outcome<Chats.Opened> openDirect(Chats.DirectOpening opening, Instant at);

    /// Like [Chats#createGroup]; `at` is the time at which a new group is created.
    Outcome<Chats.Opened> createGroup(Chats.GroupFounding founding, Instant at);

    /// Like [MessageLog#append]; `at` is the time at which the message is sent. A repeated key changes nothing, not
    /// even the time.
    CompletionStage<MessageLog.Appended> append(Draft draft, Instant at);

    /// Like [MessageLog#edit]; `at` is the time of the edit.
    CompletionStage<Outcome<Message>> edit(MessageLog.Edit edit, Instant at);

    /// Like [MessageLog#delete]; `at` is the time of the deletion.
    CompletionStage<Outcome<Message>> delete(MessageLog.Deletion deletion, Instant at);
}
