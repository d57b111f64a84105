package io.vestnik.domain.chat;

import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads chats and memberships for the live delivery of a node. Unlike the methods of [Chats], these methods do not
/// check that a caller is a member.
///
/// Methods block. They throw [io.vestnik.domain.StoreUnavailableException] when the store does not answer.
public interface LiveIndex {

    /// Reads the state from which live delivery to a user starts: one snapshot for each chat in `chats` of which the
    /// user is a member, in no particular order.
    List<Snapshot> snapshots(UserId userId, Collection<ChatId> chats);

    /// Reads the snapshots of all chats of a user.
    default List<Snapshot> snapshots(UserId userId) {
        List<ChatId> chats =
                versions(List.of(userId)).stream().map(Versions::chatId).toList();
        return snapshots(userId, chats);
    }

    /// Reads the snapshots of one chat: one for each user in `users` who is a member, in no particular order.
    List<Snapshot> snapshotsIn(ChatId chatId, Set<UserId> users);

    /// Reads the current versions of each chat of each user in `users`, in no particular order. A node compares them
    /// with the delivered versions, to find notifications that it missed.
    List<Versions> versions(Collection<UserId> users);

    /// The identity of the stored data. It changes when the data is restored from a backup or reset, when the store
    /// finds that the data went back in time, and when [#renewEpoch] is called.
    String epoch();

    /// Gives the data a new identity, because committed changes are missing from the data. The new identity is durable
    /// when this method returns. Of several calls with the same `known`, even from several nodes, only the first call
    /// has an effect.
    ///
    /// @param known the identity that the data had when the changes that are now missing were read
    /// @return the current identity; never `known`
    String renewEpoch(String known);

    /// The current versions of one chat of a user.
    record Versions(UserId userId, ChatId chatId, ChatVersion version, MarksVersion marksVersion) {}

    /// A chat and one user's membership in it, read at the same time.
    ///
    /// @param marksVersion the chat's marks version
    /// @param peer the other user of a direct chat
    /// @param member the user's membership
    record Snapshot(Chat chat, MarksVersion marksVersion, Optional<Peer> peer, Member member) {
        /// The newest message that the user has sent to the chat.
        public MessageId lastSent() {
            return member.lastSent();
        }
    }
}
