package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;

/// A task of a lane, and the bytes that it holds until it is done.
record LaneTask(Touches touches, Runnable work, long bytes) {

    /// The feeds that a task touches. Tasks that touch the same feed never run interleaved.
    sealed interface Touches {
        /// The feed of one chat.
        record OneChat(ChatId chatId) implements Touches {}

        /// The feeds of any chats.
        record AllChats() implements Touches {}

        /// No feed.
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
