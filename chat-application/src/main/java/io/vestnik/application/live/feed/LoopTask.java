package io.vestnik.application.live.feed;

import io.vestnik.domain.chat.ChatId;

/// A task of an event loop, and the bytes that the task holds until it is done.
record LoopTask(Touches touches, Runnable work, long bytes) {

    /// The feeds that a task touches. Two tasks that touch the same feed never run interleaved.
    sealed interface Touches {
        /// The feed of one chat.
        record OneChat(ChatId chatId) implements Touches {}

        /// The feeds of any chats.
        record AllChats() implements Touches {}

        /// No feed.
        record NoChat() implements Touches {}
    }

    static LoopTask of(ChatId chatId, Runnable work, long bytes) {
        return new LoopTask(new Touches.OneChat(chatId), work, bytes);
    }

    static LoopTask ofAllChats(Runnable work) {
        return new LoopTask(new Touches.AllChats(), work, Weight.SMALL);
    }

    static LoopTask ofNoChat(Runnable work) {
        return new LoopTask(new Touches.NoChat(), work, Weight.SMALL);
    }
}
