package io.vestnik.postgres;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.UuidText;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/// [Users] in the table `users`, and in `devices` where a change ends devices. Locks the user's row before those of
/// devices.
final class JdbiUsers implements Users {
    private final Database database;
    private final Database directory;

    /// @param database the pool for accounts
    /// @param directory the pool for users' searches and look-ups, so that they delay no login
    JdbiUsers(Database database, Database directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public Added add(NewUser user) {
        return database.change(
                "adding an account",
                change -> insert(change.handle(), user)
                        ? new Added.Done(one(change.handle(), user.id()).orElseThrow())
                        : new Added.EmailTaken());
    }

    private static boolean insert(Handle handle, NewUser user) {
        int rows = handle.createUpdate("""
            insert into users (id, name, name_folded, email, password_hash, created_at)
            values (:id, :name, :folded, :email, :hash, :createdAt)
            on conflict (email) do nothing\
            """)
                .bind("id", user.id().value())
                .bind("name", user.name().value())
                .bind("folded", user.name().folded())
                .bind("email", user.email().canonical())
                .bind("hash", user.password().value())
                .bind("createdAt", user.createdAt().atOffset(ZoneOffset.UTC))
                .execute();
        if (rows == 1) {
            PeopleWords.replace(handle, Map.of(user.id(), user.name()));
        }
        return rows == 1;
    }

    @Override
    public Optional<User> find(UserId id) {
        return database.read("reading an account", handle -> one(handle, id));
    }

    @Override
    public Optional<Credentials> credentials(Email email) {
        return database.read("reading an account", handle -> credentials(spelled(handle, CREDENTIALS, email)));
    }

    @Override
    public Optional<Credentials> credentials(UserId id) {
        return database.read(
                "reading an account",
                handle -> credentials(handle.createQuery(CREDENTIALS + "where id = :id and password_hash is not null")
                        .bind("id", id.value())));
    }

    private static final String CREDENTIALS =
            "select id, password_hash, password_version, disabled_at, deleted_at from users ";

    /// The accounts of an email, at most one: the account with exactly this spelling, if it was opened before addresses
    /// had a canonical form.
    private static Query spelled(Handle handle, String select, Email email) {
        return handle.createQuery(select + """
            where email in (:spelling, :canonical)
            order by email = :spelling desc
            limit 1\
            """).bind("spelling", email.value()).bind("canonical", email.canonical());
    }

    private static Optional<Credentials> credentials(Query query) {
        return query.map((row, context) -> new Credentials(
                        new UserId(row.getObject("id", UUID.class)),
                        UserRows.state(row),
                        new PasswordHash(row.getString("password_hash")),
                        row.getInt("password_version")))
                .findOne();
    }

    @Override
    public Changed change(UserId id, Optional<UserName> name, Optional<Username> username) {
        try {
            return database.change(
                    "changing a profile",
                    change -> changed(change.handle(), id, name, username)
                            .<Changed>map(Changed.Done::new)
                            .orElseGet(Changed.NoSuchUser::new));
        } catch (JdbiException e) {
            if (Failures.violates(e, "users_username")) {
                return new Changed.UsernameTaken();
            }
            throw e;
        }
    }

    private static Optional<User> changed(
            Handle handle, UserId id, Optional<UserName> name, Optional<Username> username) {
        Optional<User> user = handle.createQuery("""
            update users
            set name = coalesce(:name, name),
                name_folded = coalesce(:folded, name_folded),
                username = coalesce(:username, username)
            where id = :id and deleted_at is null
            returning
            """ + UserRows.COLUMNS)
                .bind("id", id.value())
                .bind("name", name.map(UserName::value).orElse(null))
                .bind("folded", name.map(UserName::folded).orElse(null))
                .bind("username", username.map(Username::value).orElse(null))
                .map(UserRows::user)
                .findOne();
        if (user.isPresent() && name.isPresent()) {
            PeopleWords.replace(handle, Map.of(id, name.get()));
        }
        return user;
    }

    @Override
    public Optional<List<DeviceId>> changePassword(NewPassword password) {
        return database.change(
                "changing a password",
                change -> lock(change.handle(), password.id())
                        .filter(version -> version == password.versionSeen())
                        .map(version -> {
                            change.handle()
                                    .createUpdate("""
                                        update users set password_hash = :hash, password_version = password_version + 1
                                        where id = :id\
                                        """)
                                    .bind("id", password.id().value())
                                    .bind("hash", password.password().value())
                                    .execute();
                            return endAll(change.handle(), password.id(), password.except(), Device.Ending.REVOKED);
                        }));
    }

    @Override
    public void rehash(UserId id, PasswordHash seen, PasswordHash next) {
        database.change(
                "rehashing a password",
                change -> change.handle()
                        .createUpdate("update users set password_hash = :next where id = :id and password_hash = :seen")
                        .bind("id", id.value())
                        .bind("seen", seen.value())
                        .bind("next", next.value())
                        .execute());
    }

    @Override
    public Optional<List<DeviceId>> erase(UserId id, int versionSeen) {
        return database.change(
                "erasing an account",
                change -> lock(change.handle(), id)
                        .filter(version -> version == versionSeen)
                        .map(version -> {
                            change.handle()
                                    .createUpdate("""
                                        update users
                                        set name = :name, name_folded = null, username = null, email = null,
                                            password_hash = null, last_seen_at = null, deleted_at = clock_timestamp(),
                                            memberships_outdated = true
                                        where id = :id\
                                        """)
                                    .bind("id", id.value())
                                    .bind("name", UserName.OF_THE_DELETED.value())
                                    .execute();
                            PeopleWords.remove(change.handle(), id.value());
                            List<DeviceId> ended =
                                    endAll(change.handle(), id, Optional.empty(), Device.Ending.ACCOUNT_ENDED);
                            // The names of devices are personal data too.
                            change.handle()
                                    .createUpdate("delete from devices where user_id = :id")
                                    .bind("id", id.value())
                                    .execute();
                            return ended;
                        }));
    }

    @Override
    public Optional<List<DeviceId>> disable(UserId id) {
        return database.change(
                "disabling an account",
                change -> lock(change.handle(), id).map(version -> {
                    change.handle()
                            .createUpdate(
                                    "update users set disabled_at = clock_timestamp(), memberships_outdated = true"
                                            + " where id = :id")
                            .bind("id", id.value())
                            .execute();
                    return endAll(change.handle(), id, Optional.empty(), Device.Ending.ACCOUNT_ENDED);
                }));
    }

    @Override
    public boolean enable(UserId id) {
        return database.change(
                "enabling an account",
                change -> change.handle()
                                .createUpdate("update users set disabled_at = null, memberships_outdated = true"
                                        + " where id = :id and deleted_at is null")
                                .bind("id", id.value())
                                .execute()
                        == 1);
    }

    @Override
    public List<Person> people(Collection<UserId> ids) {
        UUID[] values = ids.stream().map(UserId::value).distinct().toArray(UUID[]::new);
        return directory.read(
                "reading people",
                handle -> handle.createQuery("select id, name, username, deleted_at from users where id = any (:ids)")
                        .bind("ids", values)
                        .map(UserRows::person)
                        .list());
    }

    @Override
    public List<Person> search(PeopleQuery query, int limit) {
        return directory.read("searching people", handle -> switch (query) {
            case PeopleQuery.Address(Email email) ->
                spelled(handle, "select id, name, username, deleted_at from users ", email)
                        .map(UserRows::person)
                        .list();
            case PeopleQuery.Prefix prefix -> PeopleWords.search(handle, prefix, limit);
        });
    }

    @Override
    public Page<User> list(int limit, Optional<PageCursor> cursor) {
        Optional<UUID> after = cursor.map(JdbiUsers::place);
        List<User> read = database.read(
                "listing accounts",
                handle -> handle.createQuery("select " + UserRows.COLUMNS + """
                     from users
                    where deleted_at is null and id > :after
                    order by id
                    limit :limit\
                    """)
                        .bind("after", after.orElse(new UUID(0, 0)))
                        .bind("limit", limit + 1)
                        .map(UserRows::user)
                        .list());
        List<User> items = read.stream().limit(limit).toList();
        return new Page<>(
                items,
                read.size() > limit
                        ? Optional.of(new PageCursor(items.getLast().id().toString()))
                        : Optional.empty());
    }

    private static UUID place(PageCursor cursor) {
        return UuidText.parse(cursor.value())
                .orElseThrow(() -> new InvalidValueException("is not a cursor that this server gave"));
    }

    private static Optional<User> one(Handle handle, UserId id) {
        return handle.createQuery("select " + UserRows.COLUMNS + " from users where id = :id")
                .bind("id", id.value())
                .map(UserRows::user)
                .findOne();
    }

    /// Locks the row of a user who has an account.
    ///
    /// @return the version of the password
    private static Optional<Integer> lock(Handle handle, UserId id) {
        return handle.createQuery("""
            select password_version from users
            where id = :id and deleted_at is null
            for no key update\
            """)
                .bind("id", id.value())
                .mapTo(Integer.class)
                .findOne();
    }

    private static List<DeviceId> endAll(Handle handle, UserId owner, Optional<DeviceId> except, Device.Ending ending) {
        return handle.createQuery("""
            update devices
            set ended_at = date_trunc('milliseconds', clock_timestamp()), ending = :ending
            where user_id = :owner and ended_at is null and id is distinct from :except
            returning id\
            """)
                .bind("owner", owner.value())
                .bind("ending", DeviceRows.text(ending))
                .bind("except", except.map(DeviceId::value).orElse(null))
                .mapTo(UUID.class)
                .map(DeviceId::new)
                .list();
    }
}
