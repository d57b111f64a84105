package io.vestnik.testkit;

import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;

/// A store as the contracts use it: the ports, and a way to have people.
///
/// The contracts only ever look at chats of people they made, so a store may hold others' data, and many contracts may
/// share one database.
public interface StoreUnderTest extends AutoCloseable {
    /// The chats.
    Chats chats();

    /// The messages.
    MessageLog messageLog();

    /// The marks.
    ReadStates readStates();

    /// Adds somebody with an account and this name, which need not be unique.
    UserId person(String name);

    /// Takes somebody's account away and leaves every chat as it is.
    void deleteAccount(UserId person);

    @Override
    void close();
}
