package io.vestnik.memory;

import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import io.vestnik.memory.AccountTable.StoredUser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// [Users] over the [AccountTable].
final class MemoryUsers implements Users {
    /// Orders texts by their bytes in UTF-8, as every store does.
    private static final Comparator<String> BY_CODE_POINTS =
            Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final AccountTable table;

    MemoryUsers(AccountTable table) {
        this.table = table;
    }

    @Override
    public Added add(NewUser user) {
        return table.locked(() -> {
            if (table.byEmail.containsKey(user.email().canonical())) {
                return new Added.EmailTaken();
            }
            StoredUser stored = new StoredUser(user.id(), user.createdAt(), user.name(), user.email(), user.password());
            table.users.put(user.id(), stored);
            table.byEmail.put(user.email().canonical(), stored);
            return new Added.Done(stored.shown());
        });
    }

    @Override
    public Optional<User> find(UserId id) {
        return table.locked(() -> Optional.ofNullable(table.users.get(id)).map(StoredUser::shown));
    }

    @Override
    public Optional<Credentials> credentials(Email email) {
        return table.locked(
                () -> Optional.ofNullable(table.byEmail.get(email.canonical())).flatMap(StoredUser::credentials));
    }

    @Override
    public Optional<Credentials> credentials(UserId id) {
        return table.locked(() -> table.present(id).flatMap(StoredUser::credentials));
    }

    @Override
    public Changed change(UserId id, Optional<UserName> name, Optional<Username> username) {
        return table.locked(() -> table.present(id)
                .<Changed>map(user -> change(user, name, username))
                .orElseGet(Changed.NoSuchUser::new));
    }

    private Changed change(StoredUser user, Optional<UserName> name, Optional<Username> username) {
        StoredUser holder = username.map(table.byUsername::get).orElse(user);
        if (!user.equals(holder)) {
            return new Changed.UsernameTaken();
        }
        name.ifPresent(given -> user.name = given);
        username.ifPresent(given -> {
            user.username.ifPresent(table.byUsername::remove);
            user.username = username;
            table.byUsername.put(given, user);
        });
        return new Changed.Done(user.shown());
    }

    @Override
    public Optional<List<DeviceId>> changePassword(NewPassword password) {
        return table.locked(() -> table.present(password.id())
                .filter(user -> user.passwordVersion == password.versionSeen())
                .map(user -> {
                    user.password = Optional.of(password.password());
                    user.passwordVersion++;
                    return table.end(
                            user.id,
                            device -> !password.except().equals(Optional.of(device)),
                            Device.EndReason.REVOKED);
                }));
    }

    @Override
    public void rehash(UserId id, PasswordHash seen, PasswordHash next) {
        table.locked(() -> table.present(id)
                .filter(user -> user.password.equals(Optional.of(seen)))
                .map(user -> {
                    user.password = Optional.of(next);
                    return user;
                }));
    }

    @Override
    public Optional<List<DeviceId>> erase(UserId id, int versionSeen) {
        return table.locked(() -> table.present(id)
                .filter(user -> user.passwordVersion == versionSeen)
                .map(user -> {
                    user.email.map(Email::canonical).ifPresent(table.byEmail::remove);
                    user.username.ifPresent(table.byUsername::remove);
                    user.name = UserName.OF_THE_DELETED;
                    user.email = Optional.empty();
                    user.username = Optional.empty();
                    user.password = Optional.empty();
                    user.state = UserState.DELETED;
                    table.changed.add(id);
                    List<DeviceId> ended = table.end(id, device -> true, Device.EndReason.ACCOUNT_ENDED);
                    List.copyOf(user.devices).forEach(table::forget);
                    user.lastSeenAt = Optional.empty();
                    return ended;
                }));
    }

    @Override
    public Optional<List<DeviceId>> disable(UserId id) {
        return table.locked(() -> table.present(id).map(user -> {
            user.state = UserState.DISABLED;
            table.changed.add(id);
            return table.end(id, device -> true, Device.EndReason.ACCOUNT_ENDED);
        }));
    }

    @Override
    public boolean enable(UserId id) {
        return table.locked(() -> table.present(id)
                .map(user -> {
                    user.state = UserState.ACTIVE;
                    return table.changed.add(id);
                })
                .isPresent());
    }

    @Override
    public List<Person> people(Collection<UserId> ids) {
        return table.locked(() -> ids.stream()
                .distinct()
                .flatMap(id -> Optional.ofNullable(table.users.get(id)).stream())
                .map(user -> user.shown().person())
                .toList());
    }

    @Override
    public List<Person> search(PeopleQuery query, int limit) {
        return table.locked(() -> switch (query) {
            case PeopleQuery.Address(Email email) ->
                Optional.ofNullable(table.byEmail.get(email.canonical()))
                        .map(user -> user.shown().person())
                        .stream()
                        .toList();
            case PeopleQuery.Prefix(String words, String username) ->
                Stream.concat(byUsername(username), byWords(words))
                        .distinct()
                        .limit(limit)
                        .map(user -> user.shown().person())
                        .toList();
        });
    }

    private Stream<StoredUser> byUsername(String prefix) {
        return prefix.isEmpty()
                ? Stream.empty()
                : table.byUsername.entrySet().stream()
                        .filter(entry -> entry.getKey().value().startsWith(prefix))
                        .sorted(Comparator.comparing(entry -> entry.getKey().value()))
                        .map(Map.Entry::getValue);
    }

    private Stream<StoredUser> byWords(String prefix) {
        return prefix.isEmpty()
                ? Stream.empty()
                : table.users.values().stream()
                        .filter(user -> user.state != UserState.DELETED)
                        .flatMap(user -> user.name.words().stream()
                                .filter(word -> word.startsWith(prefix))
                                .min(BY_CODE_POINTS)
                                .map(word -> new Hit(word, user))
                                .stream())
                        .sorted(Comparator.comparing(Hit::word, BY_CODE_POINTS)
                                .thenComparing(hit -> hit.user().id.toString()))
                        .map(Hit::user);
    }

    /// A found user, and the first matching word of the user's name in the order of [#BY_CODE_POINTS].
    private record Hit(String word, StoredUser user) {}

    @Override
    public Page<User> list(int limit, Optional<PageCursor> cursor) {
        return table.locked(() -> {
            List<User> after = table.users.values().stream()
                    .filter(user -> user.state != UserState.DELETED)
                    .map(StoredUser::shown)
                    .sorted(Comparator.comparing(user -> user.id().toString()))
                    .filter(user -> cursor.map(PageCursor::value)
                            .filter(last -> user.id().toString().compareTo(last) <= 0)
                            .isEmpty())
                    .limit(limit + 1L)
                    .toList();
            List<User> items = after.stream().limit(limit).toList();
            return new Page<>(
                    items,
                    after.size() > limit
                            ? Optional.of(new PageCursor(items.getLast().id().toString()))
                            : Optional.empty());
        });
    }
}
