package io.vestnik.domain.chat;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The chats and members as a node reads them for live delivery, without a viewer.
///
/// Methods block. They throw [io.vestnik.domain.StoreUnavailableException] when the store does not answer.
public interface LiveIndex {

    /// The state from which live delivery to a user starts: one snapshot for each of those of `chats` whose member the
    /// user is, in no order.
    List<Snapshot> snapshots(UserId userId, Collection<ChatId> chats);

    /// All snapshots of a user.
    default List<Snapshot> snapshots(UserId userId) {
        List<ChatId> chats =
                versions(List.of(userId)).stream().map(Versions::chatId).toList();
        return snapshots(userId, chats);
    }

    /// Like [#snapshots], for one chat and those of `users` who are in it.
    List<Snapshot> snapshotsIn(ChatId chatId, Set<UserId> users);

    /// The current versions of each chat of each of `users`, in no order. A node compares them with what it has
    /// delivered, to find notifications that it missed.
    List<Versions> versions(Collection<UserId> users);

    /// The name of the whole data set. It changes when the data was restored from a backup or reset.
    String epoch();

    /// The current versions of one chat of a user.
    record Versions(UserId userId, ChatId chatId, ChatVersion version, MarksVersion marksVersion) {}

    /// A chat and one user's membership in it, read at the same time.
    ///
    /// @param marksVersion the chat's marks version
    /// @param peer the other side of a direct chat
    /// @param member the user's membership
    record Snapshot(Chat chat, MarksVersion marksVersion, Optional<Peer> peer, Member member) {
        /// The user's own newest message in the chat.
        public MessageId lastSent() {
            return member.lastSent();
        }
    }
}
