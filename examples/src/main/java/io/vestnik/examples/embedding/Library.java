package io.vestnik.examples.embedding;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.memory.People;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// A service that embeds Vestnik: a library whose readers talk about books.
final class Library implements People {
    private final Map<UserId, UserName> readers = new ConcurrentHashMap<>();

    UserId welcome(String name) {
        UserId reader = new UserId(UUID.randomUUID());
        readers.put(reader, new UserName(name));
        return reader;
    }

    @Override
    public boolean hasAccount(UserId id) {
        return readers.containsKey(id);
    }

    @Override
    public UserName nameOf(UserId id) {
        return readers.getOrDefault(id, new UserName("a former reader"));
    }
}
