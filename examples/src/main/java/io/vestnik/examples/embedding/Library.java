package io.vestnik.examples.embedding;

import io.vestnik.domain.user.HostUsers;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// A service that embeds Vestnik: a library whose readers talk about books. The library keeps the list of its readers
/// itself, here in memory, and registers them with the messenger.
final class Library {
    private final Map<UserId, UserName> readers = new ConcurrentHashMap<>();

    UserId welcome(String name) {
        UserId reader = new UserId(UUID.randomUUID());
        readers.put(reader, new UserName(name));
        return reader;
    }

    UserName nameOf(UserId reader) {
        return readers.getOrDefault(reader, new UserName("a former reader"));
    }

    /// Registers all readers, at each start. A reader who is already registered with the same name is not changed.
    void registerWith(HostUsers users) {
        readers.forEach(users::put);
    }
}
