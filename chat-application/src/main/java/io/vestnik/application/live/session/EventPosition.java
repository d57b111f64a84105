package io.vestnik.application.live.session;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import java.util.Optional;

/// The position of an event among the versions of its chat.
record EventPosition(ChatId chatId, ChatVersion version) {

    /// The position of an event; empty for an event without a version.
    static Optional<EventPosition> of(LiveEvent event) {
        return switch (event) {
            case LiveEvent.MessageState e -> at(e.chatId(), e.version());
            case LiveEvent.MemberStates e -> at(e.chatId(), e.version());
            case LiveEvent.ChatState e -> at(e.chatId(), e.version());
            case LiveEvent.ChatEntry e -> at(e.chatId(), e.version());
            case LiveEvent.Removal e -> at(e.chatId(), e.version());
            case LiveEvent.Gap e -> at(e.chatId(), e.version());
            case LiveEvent.Skipped e -> at(e.chatId(), e.version());
            case LiveEvent.ReadMark ignored -> Optional.empty();
            case LiveEvent.AllReadMark ignored -> Optional.empty();
            case LiveEvent.Typing ignored -> Optional.empty();
            case LiveEvent.Presence ignored -> Optional.empty();
            case LiveEvent.UserState ignored -> Optional.empty();
            case LiveEvent.MarksSummary ignored -> Optional.empty();
            case LiveEvent.CaughtUp ignored -> Optional.empty();
        };
    }

    private static Optional<EventPosition> at(ChatId chatId, ChatVersion version) {
        return Optional.of(new EventPosition(chatId, version));
    }

    /// The chat of an event; empty for an event without a chat.
    static Optional<ChatId> chatOf(LiveEvent event) {
        return switch (event) {
            case LiveEvent.ReadMark e -> Optional.of(e.chatId());
            case LiveEvent.AllReadMark e -> Optional.of(e.chatId());
            case LiveEvent.Typing e -> Optional.of(e.chatId());
            case LiveEvent.MessageState e -> Optional.of(e.chatId());
            case LiveEvent.MemberStates e -> Optional.of(e.chatId());
            case LiveEvent.ChatState e -> Optional.of(e.chatId());
            case LiveEvent.ChatEntry e -> Optional.of(e.chatId());
            case LiveEvent.Removal e -> Optional.of(e.chatId());
            case LiveEvent.Gap e -> Optional.of(e.chatId());
            case LiveEvent.Skipped e -> Optional.of(e.chatId());
            case LiveEvent.Presence ignored -> Optional.empty();
            case LiveEvent.UserState ignored -> Optional.empty();
            case LiveEvent.MarksSummary ignored -> Optional.empty();
            case LiveEvent.CaughtUp ignored -> Optional.empty();
        };
    }
}
