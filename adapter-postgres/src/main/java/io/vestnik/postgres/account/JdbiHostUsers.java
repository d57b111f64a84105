package io.vestnik.postgres.account;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.user.HostUsers;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.postgres.connection.Codecs;
import io.vestnik.postgres.transaction.Database;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// [HostUsers] in the table `users`: the rows without email and password.
public final class JdbiHostUsers implements HostUsers {
    private final Database database;
    private final NotificationBus bus;

    /// @param bus receives the changes of names
    public JdbiHostUsers(Database database, NotificationBus bus) {
        this.database = database;
        this.bus = bus;
    }

    /// The row of a user before a change.
    private record Found(UserName name, boolean removed, boolean account) {}

    /// The result of registering a user.
    ///
    /// @param renamed whether the user had another name before
    private record Registered(Put result, boolean renamed) {}

    @Override
    public Put put(UserId id, UserName name) {
        Registered registered = database.change(
                "registering a user",
                handle -> inserted(handle, id, name) ? new Registered(Put.DONE, false) : rename(handle, id, name));
        if (registered.renamed()) {
            publish(id, name);
        }
        return registered.result();
    }

    private static boolean inserted(Handle handle, UserId id, UserName name) {
        return handle.createUpdate("insert into users (id, name) values (:id, :name) on conflict (id) do nothing")
                        .bind("id", id)
                        .bind("name", name)
                        .execute()
                == 1;
    }

    private static Registered rename(Handle handle, UserId id, UserName name) {
        Found found = handle.createQuery("""
            select name, deleted_at is not null as removed, email is not null as account from users
            where id = :id
            for no key update\
            """)
                .bind("id", id)
                .map((row, context) -> new Found(
                        Codecs.USER_NAME.get(row, "name"), row.getBoolean("removed"), row.getBoolean("account")))
                .one();
        if (found.removed()) {
            return new Registered(Put.REMOVED, false);
        }
        if (found.account()) {
            return new Registered(Put.HAS_ACCOUNT, false);
        }
        if (found.name().equals(name)) {
            return new Registered(Put.DONE, false);
        }
        handle.createUpdate("update users set name = :name where id = :id")
                .bind("id", id)
                .bind("name", name)
                .execute();
        return new Registered(Put.DONE, true);
    }

    @Override
    public boolean disable(UserId id) {
        return changed("disabling a user", id, """
            update users
            set disabled_at = coalesce(disabled_at, clock_timestamp()), memberships_outdated = true
            where id = :id and email is null and deleted_at is null\
            """);
    }

    @Override
    public boolean enable(UserId id) {
        return changed("enabling a user", id, """
            update users set disabled_at = null, memberships_outdated = true
            where id = :id and email is null and deleted_at is null\
            """);
    }

    @Override
    public boolean remove(UserId id) {
        boolean removed = database.change(
                "removing a user",
                handle -> handle.createUpdate("""
                    update users
                    set name = :name, last_seen_at = null, deleted_at = clock_timestamp(), memberships_outdated = true
                    where id = :id and email is null and deleted_at is null\
                    """)
                                .bind("id", id)
                                .bind("name", UserName.OF_THE_DELETED)
                                .execute()
                        == 1);
        if (removed) {
            publish(id, UserName.OF_THE_DELETED);
        }
        return removed;
    }

    private boolean changed(String doing, UserId id, String update) {
        return database.change(
                doing, handle -> handle.createUpdate(update).bind("id", id).execute() == 1);
    }

    private void publish(UserId id, UserName name) {
        bus.publish(new Notification.Renamed(id, name, Optional.empty()));
    }
}
