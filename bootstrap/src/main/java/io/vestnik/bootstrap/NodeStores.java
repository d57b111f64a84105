package io.vestnik.bootstrap;

import io.vestnik.application.MessengerStore;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import io.vestnik.postgres.PostgresStore;
import java.util.function.BooleanSupplier;

/// The stored data of a node. The owner of the store closes it after the node.
///
/// @param messages chats, messages and marks, with the bus of the node
/// @param users the accounts, in the same data
/// @param devices their devices
/// @param ready whether the store can serve requests
public record NodeStores(MessengerStore messages, Users users, Devices devices, BooleanSupplier ready) {

    /// Everything in PostgreSQL.
    public static NodeStores of(PostgresStore store) {
        return new NodeStores(store, store.users(), store.devices(), store::ready);
    }
}
