package io.vestnik.bootstrap;

import io.vestnik.application.MessengerStore;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import io.vestnik.postgres.PostgresStore;
import java.util.function.BooleanSupplier;

/// The stored data of a node. The owner of the store closes the store after the node.
///
/// @param messages the store of chats, messages and read marks, with the notification bus of the node
/// @param users the accounts, in the same database or memory as the messages
/// @param devices the devices on which the users are logged in
/// @param ready whether the store can serve requests now
public record NodeStores(MessengerStore messages, Users users, Devices devices, BooleanSupplier ready) {

    /// All data in one PostgreSQL database.
    public static NodeStores of(PostgresStore store) {
        return new NodeStores(store, store.users(), store.devices(), store::ready);
    }
}
