package io.vestnik.websocket.frame;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.user.UserId;
import io.vestnik.wire.body.ChatBody;
import io.vestnik.wire.body.MemberBody;
import io.vestnik.wire.body.MessageBody;
import io.vestnik.wire.body.SharedChatBody;
import java.util.function.Predicate;

/// Encodes live events as frames. All connections share one encoder, so that an event is encoded once for all of them.
///
/// @param online whether a user is connected; a chat snapshot shows this about the partner in a direct chat
public record EventEncoder(Predicate<UserId> online) {

    /// The frame of an event, in UTF-8.
    public byte[] encode(LiveEvent event) {
        return ServerFrames.write(frame(event));
    }

    /// The frame of an event.
    private ServerFrame frame(LiveEvent event) {
        return switch (event) {
            case LiveEvent.MessageState e ->
                new ServerFrame.MessageEvent(e.chatId(), e.version(), MessageBody.of(e.message()));
            case LiveEvent.MemberStates e ->
                new ServerFrame.MembersEvent(
                        e.chatId(),
                        e.version(),
                        e.members()
                                .map(members ->
                                        members.stream().map(MemberBody::of).toList()),
                        e.memberCount());
            case LiveEvent.ChatState e ->
                new ServerFrame.ChatEvent(e.chatId(), e.version(), SharedChatBody.of(e.chat()));
            case LiveEvent.ChatEntry e ->
                new ServerFrame.ChatEntered(e.chatId(), e.version(), ChatBody.of(e.view(), online));
            case LiveEvent.Removal e -> new ServerFrame.Removed(e.chatId());
            case LiveEvent.ReadMark e -> new ServerFrame.ReadUpTo(e.chatId(), e.userId(), e.upTo());
            case LiveEvent.AllReadMark e -> new ServerFrame.AllRead(e.chatId(), e.upTo());
            case LiveEvent.Typing e -> new ServerFrame.TypingEvent(e.chatId(), e.userId());
            case LiveEvent.Presence e -> new ServerFrame.PresenceEvent(e.userId(), e.online(), e.lastSeenAt());
            case LiveEvent.UserState e -> new ServerFrame.UserEvent(e.userId(), e.name(), e.username());
            case LiveEvent.Gap e -> new ServerFrame.Gap(e.chatId(), e.version());
            case LiveEvent.Skipped e -> new ServerFrame.Skipped(e.chatId(), e.version());
            case LiveEvent.MarksSummary e ->
                new ServerFrame.Marks(e.items().stream()
                        .map(m -> new ServerFrame.ChatMarksBody(m.chatId(), m.readUpTo(), m.allReadUpTo(), m.unread()))
                        .toList());
            case LiveEvent.CaughtUp() -> new ServerFrame.CaughtUp();
        };
    }
}
