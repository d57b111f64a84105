package io.vestnik.contracts;

import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;

/// A store as the contracts use it: its ports, and a way to create users.
///
/// The contracts only access chats of users that they created, so a store may hold other data, and many contracts may
/// share one database.
public interface StoreUnderTest extends AutoCloseable {
    /// The chats.
    Chats chats();

    /// The messages.
    MessageLog messageLog();

    /// The marks.
    ReadStates readStates();

    /// Adds a user with an account and this name, which need not be unique.
    UserId person(String name);

    /// Deletes a user's account and leaves every chat unchanged.
    void deleteAccount(UserId person);

    @Override
    void close();
}
