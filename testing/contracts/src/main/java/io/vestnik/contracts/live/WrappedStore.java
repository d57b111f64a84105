package io.vestnik.contracts.live;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.Ports;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;

/// A store of which a test has replaced some ports. Closing it does not close the original store.
record WrappedStore(Chats chats, MessageLog messageLog, ReadStates readStates, NotificationBus bus)
        implements MessengerStore {

    /// A copy of `ports` in which `chats` replaces the original chats.
    static Ports with(Ports ports, Chats chats) {
        return with(ports, new WrappedStore(chats, ports.log(), ports.readStates(), ports.bus()));
    }

    /// A copy of `ports` in which `log` replaces the original message log.
    static Ports with(Ports ports, MessageLog log) {
        return with(ports, new WrappedStore(ports.chats(), log, ports.readStates(), ports.bus()));
    }

    /// A copy of `ports` in which `readStates` replaces the original read states.
    static Ports with(Ports ports, ReadStates readStates) {
        return with(ports, new WrappedStore(ports.chats(), ports.log(), readStates, ports.bus()));
    }

    private static Ports with(Ports ports, MessengerStore store) {
        return new Ports(store, ports.ids(), ports.runtime(), ports.fatalErrors());
    }

    @Override
    public void close() {}
}
