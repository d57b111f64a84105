package io.vestnik.wire.body;

import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Description;
import io.vestnik.wire.schema.JsonUnwrapped;
import java.util.Optional;
import java.util.function.Predicate;

/// A chat in JSON, as one of its members sees it.
@Description("A chat, as one of its members sees it.")
public record ChatBody(
        @JsonUnwrapped SharedChatBody shared,
        @Description("The other side of a direct chat.") Optional<PeerBody> peer,
        @Description("The newest message, deleted or not.") Optional<MessageBody> lastMessage,
        Role myRole,
        @Description("The last message I have read.") MessageId readUpTo,

        @Description("All other members have read the user's messages up to this one.")
        MessageId allReadUpTo,

        @Description("Messages of others, not deleted, after `readUpTo`; exact to 999, 1000 means more.")
        @Bounds(max = ChatView.UNREAD_EXACT_MAX + 1)
        int unread) {

    /// The JSON body of a chat as the viewer sees it.
    ///
    /// @param online whether a user is connected now; called only for users whose presence the viewer may see
    public static ChatBody of(ChatView view, Predicate<UserId> online) {
        return new ChatBody(
                SharedChatBody.of(view.chat()),
                view.peer().map(peer -> peer(peer, online)),
                view.lastMessage().map(MessageBody::of),
                view.me().role().orElse(Role.MEMBER),
                view.me().readUpTo(),
                view.me().allReadUpTo(),
                view.unread());
    }

    private static PeerBody peer(Peer peer, Predicate<UserId> online) {
        if (!peer.wroteBoth()) {
            return new PeerBody(peer.id(), peer.name(), Optional.empty(), Optional.empty());
        }
        boolean there = online.test(peer.id());
        return new PeerBody(peer.id(), peer.name(), Optional.of(there), there ? Optional.empty() : peer.lastSeenAt());
    }
}
