package io.vestnik.application;

import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;

/// The dependencies of a messenger: its store and the environment.
///
/// @param store the stored data, and the bus of its notifications
/// @param runtime the clocks, threads and timers
/// @param fatalErrors receives an error that has ended live delivery or
///     [io.vestnik.application.account.MembershipUpkeep]; see [FatalErrors] for the usual response
public record Ports(MessengerStore store, IdSource ids, NodeRuntime runtime, FatalErrors fatalErrors) {

    /// Creates the dependencies from a store, with random ids and the clocks and threads of the JDK.
    public static Ports of(MessengerStore store, FatalErrors fatalErrors) {
        return new Ports(store, SystemRuntime.INSTANCE::randomUuid, SystemRuntime.INSTANCE, fatalErrors);
    }

    /// The chats and their members.
    public Chats chats() {
        return store.chats();
    }

    /// The messages.
    public MessageLog log() {
        return store.messageLog();
    }

    /// The read marks and read states.
    public ReadStates readStates() {
        return store.readStates();
    }

    /// The bus of the store.
    public NotificationBus bus() {
        return store.bus();
    }
}
