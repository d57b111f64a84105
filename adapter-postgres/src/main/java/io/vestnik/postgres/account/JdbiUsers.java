package io.vestnik.postgres.account;

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
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.transaction.Database;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/// [Users] in the table `users`. A change that ends devices also writes to the table `devices`. A transaction locks the
/// row of the user before the rows of devices.
public final class JdbiUsers implements Users {
    private static final UserId LOWEST = new UserId(new UUID(0, 0));

    private final Database database;
    private final Database directory;

    /// @param database the pool for accounts
    /// @param directory the pool for searches and look-ups of users; separate from `database`, so that searches do not
    ///     delay logins
    public JdbiUsers(Database database, Database directory) {
        this.database = database;
        this.directory = directory;
    }

    @Override
    public Added add(NewUser user) {
        return database.change(
                "adding an account",
                handle -> insert(handle, user)
                        ? new Added.Done(one(handle, user.id()).orElseThrow())
                        : new Added.EmailTaken());
    }

    private static boolean insert(Handle handle, NewUser user) {
        int rows = handle.createUpdate("""
            insert into users (id, name, name_folded, email, password_hash, created_at)
            values (:id, :name, :folded, :email, :hash, :createdAt)
            on conflict (email) do nothing\
            """)
                .bind("id", user.id())
                .bind("name", user.name())
                .bind("folded", user.name().folded())
                .bind("email", user.email().canonical())
                .bind("hash", user.password())
                .bind("createdAt", user.createdAt())
                .execute();
        if (rows == 1) {
            UserSearchIndex.replace(handle, Map.of(user.id(), user.name()));
        }
        return rows == 1;
    }

    @Override
    public Optional<User> find(UserId id) {
        return database.read("reading an account", handle -> one(handle, id));
    }

    @Override
    public Optional<Credentials> credentials(Email email) {
        return database.read(
                "reading an account",
                handle -> spelled(handle, UserRows.CREDENTIALS, email)
                        .mapTo(Credentials.class)
                        .findOne());
    }

    @Override
    public Optional<Credentials> credentials(UserId id) {
        return database.read(
                "reading an account",
                handle -> handle.createQuery("select <columns> from users where id = :id and password_hash is not null")
                        .define("columns", UserRows.CREDENTIALS)
                        .bind("id", id)
                        .mapTo(Credentials.class)
                        .findOne());
    }

    /// Finds at most one account by its email: the account with exactly this spelling, if there is one, else the
    /// account with the canonical form. Other spellings remain from the time before emails had a canonical form.
    private static Query spelled(Handle handle, String columns, Email email) {
        return handle.createQuery("""
            select <columns> from users
            where email in (:spelling, :canonical)
            order by email = :spelling desc
            limit 1\
            """)
                .define("columns", columns)
                .bind("spelling", email)
                .bind("canonical", email.canonical());
    }

    @Override
    public Changed change(UserId id, Optional<UserName> name, Optional<Username> username) {
        try {
            return database.change(
                    "changing a profile",
                    handle -> changed(handle, id, name, username)
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
            returning <columns>\
            """)
                .define("columns", UserRows.COLUMNS)
                .bind("id", id)
                .bind("name", name)
                .bind("folded", name.map(UserName::folded))
                .bind("username", username)
                .mapTo(User.class)
                .findOne();
        if (user.isPresent() && name.isPresent()) {
            UserSearchIndex.replace(handle, Map.of(id, name.get()));
        }
        return user;
    }

    @Override
    public Optional<List<DeviceId>> changePassword(NewPassword password) {
        return database.change(
                "changing a password",
                handle -> lock(handle, password.id())
                        .filter(version -> version == password.versionSeen())
                        .map(version -> {
                            handle.createUpdate("""
                                update users set password_hash = :hash, password_version = password_version + 1
                                where id = :id\
                                """)
                                    .bind("id", password.id())
                                    .bind("hash", password.password())
                                    .execute();
                            return endAll(handle, password.id(), password.except(), Device.EndReason.REVOKED);
                        }));
    }

    @Override
    public void rehash(UserId id, PasswordHash seen, PasswordHash next) {
        database.change(
                "rehashing a password",
                handle -> handle.createUpdate(
                                "update users set password_hash = :next where id = :id and password_hash = :seen")
                        .bind("id", id)
                        .bind("seen", seen)
                        .bind("next", next)
                        .execute());
    }

    @Override
    public Optional<List<DeviceId>> erase(UserId id, int versionSeen) {
        return database.change(
                "erasing an account",
                handle -> lock(handle, id)
                        .filter(version -> version == versionSeen)
                        .map(version -> {
                            handle.createUpdate("""
                                update users
                                set name = :name, name_folded = null, username = null, email = null,
                                    password_hash = null, last_seen_at = null, deleted_at = clock_timestamp(),
                                    memberships_outdated = true
                                where id = :id\
                                """)
                                    .bind("id", id)
                                    .bind("name", UserName.OF_THE_DELETED)
                                    .execute();
                            UserSearchIndex.remove(handle, List.of(id));
                            List<DeviceId> ended = endAll(handle, id, Optional.empty(), Device.EndReason.ACCOUNT_ENDED);
                            // The names of devices are personal data too.
                            handle.createUpdate("delete from devices where user_id = :id")
                                    .bind("id", id)
                                    .execute();
                            return ended;
                        }));
    }

    @Override
    public Optional<List<DeviceId>> disable(UserId id) {
        return database.change(
                "disabling an account",
                handle -> lock(handle, id).map(version -> {
                    handle.createUpdate("update users set disabled_at = clock_timestamp(), memberships_outdated = true"
                                    + " where id = :id")
                            .bind("id", id)
                            .execute();
                    return endAll(handle, id, Optional.empty(), Device.EndReason.ACCOUNT_ENDED);
                }));
    }

    @Override
    public boolean enable(UserId id) {
        return database.change(
                "enabling an account",
                handle -> handle.createUpdate("update users set disabled_at = null, memberships_outdated = true"
                                        + " where id = :id and deleted_at is null")
                                .bind("id", id)
                                .execute()
                        == 1);
    }

    @Override
    public List<Person> people(Collection<UserId> ids) {
        return directory.read(
                "reading people",
                handle -> handle.createQuery("select <columns> from users where id = any (:ids)")
                        .define("columns", UserRows.PERSON)
                        .bindArray("ids", UserId.class, Set.copyOf(ids))
                        .mapTo(Person.class)
                        .list());
    }

    @Override
    public List<Person> search(PeopleQuery query, int limit) {
        return directory.read("searching people", handle -> switch (query) {
            case PeopleQuery.Address(Email email) ->
                spelled(handle, UserRows.PERSON, email).mapTo(Person.class).list();
            case PeopleQuery.Prefix prefix -> UserSearchIndex.search(handle, prefix, limit);
        });
    }

    @Override
    public Page<User> list(int limit, Optional<PageCursor> cursor) {
        UserId after = cursor.map(JdbiUsers::position).orElse(LOWEST);
        List<User> read = database.read(
                "listing accounts",
                handle -> handle.createQuery("""
                    select <columns> from users
                    where deleted_at is null and id > :after
                    order by id
                    limit :limit\
                    """)
                        .define("columns", UserRows.COLUMNS)
                        .bind("after", after)
                        .bind("limit", limit + 1)
                        .mapTo(User.class)
                        .list());
        List<User> items = read.stream().limit(limit).toList();
        return new Page<>(
                items,
                read.size() > limit
                        ? Optional.of(new PageCursor(items.getLast().id().toString()))
                        : Optional.empty());
    }

    private static UserId position(PageCursor cursor) {
        return UuidText.parse(cursor.value())
                .map(UserId::new)
                .orElseThrow(() -> new InvalidValueException("is not a cursor that this server gave"));
    }

    private static Optional<User> one(Handle handle, UserId id) {
        return handle.createQuery("select <columns> from users where id = :id")
                .define("columns", UserRows.COLUMNS)
                .bind("id", id)
                .mapTo(User.class)
                .findOne();
    }

    /// Locks the row of a user who is not deleted.
    ///
    /// @return the version of the password; empty if the user does not exist or is deleted
    private static Optional<Integer> lock(Handle handle, UserId id) {
        return handle.createQuery("""
            select password_version from users
            where id = :id and deleted_at is null
            for no key update\
            """).bind("id", id).mapTo(Integer.class).findOne();
    }

    private static List<DeviceId> endAll(
            Handle handle, UserId owner, Optional<DeviceId> except, Device.EndReason endReason) {
        return handle.createQuery("""
            update devices
            set ended_at = date_trunc('milliseconds', clock_timestamp()), ending = :ending
            where user_id = :owner and ended_at is null and id is distinct from :except
            returning id\
            """)
                .bind("owner", owner)
                .bind("ending", endReason)
                .bind("except", except)
                .mapTo(DeviceId.class)
                .list();
    }
}
