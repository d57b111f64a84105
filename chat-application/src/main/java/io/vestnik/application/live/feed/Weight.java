package io.vestnik.application.live.feed;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageText;
import java.util.Collection;
import java.util.List;

/// Estimates of the heap that objects take, in bytes: exact for texts, a round number for everything around them.
public final class Weight {
    /// The bytes of a task of an event loop, of an event without a text, or of an entry of a map.
    public static final int SMALL = 256;
    /// The bytes of a message without its text.
    private static final int MESSAGE = 512;
    /// The bytes of a membership.
    private static final int MEMBER = 384;
    /// The bytes of a chat.
    private static final int CHAT = 512;
    /// The bytes of the marks of one chat in a [LiveEvent.MarksSummary].
    private static final int MARKS = 128;

    private Weight() {}

    /// The weight of a committed event.
    public static long of(ChatEvent event) {
        return switch (event) {
            case ChatEvent.MessagePosted posted -> SMALL + of(posted.message());
            case ChatEvent.MessageChanged changed -> SMALL + of(changed.message());
            case ChatEvent.ChatOpened opened -> SMALL + CHAT + members(opened.members());
            case ChatEvent.ChatRetitled ignored -> SMALL + CHAT;
            case ChatEvent.MembersChanged changed ->
                SMALL
                        + CHAT
                        + members(changed.members())
                        + changed.lastMessage().map(Weight::of).orElse(0L);
            case ChatEvent.ChatClosed ignored -> SMALL;
            case ChatEvent.MarksMoved moved -> SMALL + (long) moved.reads().size() * SMALL;
        };
    }

    /// The weight of several events.
    public static long of(List<? extends ChatEvent> events) {
        return events.stream().mapToLong(Weight::of).sum();
    }

    /// The weight of an event as it is delivered.
    public static long of(LiveEvent event) {
        return switch (event) {
            case LiveEvent.MessageState e -> SMALL + of(e.message());
            case LiveEvent.MemberStates e ->
                SMALL + e.members().map(Weight::members).orElse(0L);
            case LiveEvent.ChatState ignored -> SMALL + CHAT;
            case LiveEvent.ChatEntry e -> SMALL + of(e.view());
            case LiveEvent.MarksSummary e -> SMALL + (long) e.items().size() * MARKS;
            case LiveEvent.Removal ignored -> SMALL;
            case LiveEvent.ReadMark ignored -> SMALL;
            case LiveEvent.AllReadMark ignored -> SMALL;
            case LiveEvent.Typing ignored -> SMALL;
            case LiveEvent.Presence ignored -> SMALL;
            case LiveEvent.UserState ignored -> SMALL;
            case LiveEvent.Gap ignored -> SMALL;
            case LiveEvent.Skipped ignored -> SMALL;
            case LiveEvent.CaughtUp ignored -> SMALL;
        };
    }

    /// The weight of a chat with its last message.
    public static long of(ChatView view) {
        return CHAT + MEMBER + view.lastMessage().map(Weight::of).orElse(0L);
    }

    private static long of(Message message) {
        return MESSAGE + message.text().map(Weight::of).orElse(0L);
    }

    private static long of(MessageText text) {
        return (long) Character.BYTES * text.value().length();
    }

    private static long members(Collection<?> members) {
        return (long) members.size() * MEMBER;
    }
}
