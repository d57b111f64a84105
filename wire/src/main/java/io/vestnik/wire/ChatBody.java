package io.vestnik.wire;

import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.function.Function;

/// A chat on the wire, as one of its members sees it.
@About("A chat, as one of its members sees it.")
public record ChatBody(
        @Flat SharedChatBody shared,
        @About("The other side of a direct chat.") Optional<PeerBody> peer,
        @About("The newest message, deleted or not.") Optional<MessageBody> lastMessage,
        Role myRole,
        @About("The last message I have read.") MessageId readUpTo,
        @About("My messages up to this one have been read by everybody else.") MessageId allReadUpTo,
        @About("Messages of others, not deleted, after `readUpTo`; exact to 999, 1000 means more.")
                @Bounds(max = ChatView.UNREAD_EXACT_MAX + 1)
                int unread) {

    /// As the viewer sees it.
    ///
    /// @param presence asked only about people whose presence the viewer may know
    public static ChatBody of(ChatView view, Function<UserId, Presence> presence) {
        return new ChatBody(
                SharedChatBody.of(view.chat()),
                view.peer().map(peer -> peer(peer, presence)),
                view.lastMessage().map(MessageBody::of),
                view.me().role().orElse(Role.MEMBER),
                view.me().readUpTo(),
                view.me().allReadUpTo(),
                view.unread());
    }

    private static PeerBody peer(Peer peer, Function<UserId, Presence> presence) {
        Optional<Presence> seen = peer.wroteBoth() ? Optional.of(presence.apply(peer.id())) : Optional.empty();
        return new PeerBody(
                peer.id(), peer.name(), seen.map(Presence::online), seen.flatMap(Presence::lastSeenAt));
    }
}
