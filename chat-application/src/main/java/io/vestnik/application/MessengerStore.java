package io.vestnik.application;

import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;

/// The stored data of a messenger, together with the bus on which the store publishes its commits.
///
/// A messenger takes its bus from its store, so it receives the notifications of exactly that store. A store is closed
/// after the messenger over it.
public interface MessengerStore extends AutoCloseable {
    /// The chats and their members.
    Chats chats();

    /// The messages.
    MessageLog messageLog();

    /// The read marks and read states.
    ReadStates readStates();

    /// The bus on which every commit of this store is published
    /// ([io.vestnik.application.bus.PublishedEvents]).
    NotificationBus bus();

    /// Commits or fails the accepted changes and releases all resources.
    @Override
    void close();
}
