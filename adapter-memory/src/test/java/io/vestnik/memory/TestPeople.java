package io.vestnik.memory;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Users that are only names.
final class TestPeople implements People {
    private final Map<UserId, UserName> names = new ConcurrentHashMap<>();
    private final Set<UserId> accounts = ConcurrentHashMap.newKeySet();

    /// Adds a user with an account.
    UserId person(String name) {
        UserId id = new UserId(UUID.randomUUID());
        names.put(id, new UserName(name));
        accounts.add(id);
        return id;
    }

    /// Deletes the account of a user. The name stays.
    void deleteAccount(UserId person) {
        accounts.remove(person);
    }

    @Override
    public boolean hasAccount(UserId id) {
        return accounts.contains(id);
    }

    @Override
    public UserName nameOf(UserId id) {
        return names.getOrDefault(id, new UserName("no user"));
    }
}
