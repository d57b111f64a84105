package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;

/// Work for a lane, and the bytes that it holds until it was done.
record LaneTask(Touches touches, Runnable work, long bytes) {

    /// The feeds that a task touches. A task does not run beside one that touches the same feed.
    sealed interface Touches {
        /// Those of one chat.
        record OneChat(ChatId chatId) implements Touches {}

        /// Those of any chats.
        record AllChats() implements Touches {}

        /// None.
        record NoChat() implements Touches {}
    }

    static LaneTask of(ChatId chatId, Runnable work, long bytes) {
        return new LaneTask(new Touches.OneChat(chatId), work, bytes);
    }

    static LaneTask ofAllChats(Runnable work) {
        return new LaneTask(new Touches.AllChats(), work, Weight.SMALL);
    }

    static LaneTask ofNoChat(Runnable work) {
        return new LaneTask(new Touches.NoChat(), work, Weight.SMALL);
    }
}
