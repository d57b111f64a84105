package io.vestnik.contracts;

import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;

/// The store that a contract tests: its ports, and a way to create users.
///
/// A contract accesses only chats of users that it has created. So a store may hold other data, and many contracts may
/// share one database.
public interface StoreUnderTest extends AutoCloseable {
    /// The chats of the store.
    Chats chats();

    /// The messages of the store.
    MessageLog messageLog();

    /// The read marks of the store.
    ReadStates readStates();

    /// Adds a user with an account.
    ///
    /// @param name need not be unique
    UserId person(String name);

    /// Deletes the account of a user, but leaves the user's chats unchanged.
    void deleteAccount(UserId person);

    @Override
    void close();
}
