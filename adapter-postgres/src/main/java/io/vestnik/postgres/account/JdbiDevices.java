package io.vestnik.postgres.account;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.RefreshChain.Successor;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.transaction.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// [Devices] in the table `devices`. A change of one device locks its row; a change of several devices of a user locks
/// the user's row in `users` first.
public final class JdbiDevices implements Devices {
    private final Database database;

    public JdbiDevices(Database database) {
        this.database = database;
    }

    @Override
    public Opened open(Opening opening) {
        return database.change("logging in", handle -> {
            if (!lockOwner(handle, opening)) {
                return new Opened.ProofOutdated();
            }
            Optional<Device> known = locked(handle, opening.id()).map(DeviceRows.Held::device);
            if (known.isPresent() && !(known.get().live() && known.get().owner().equals(opening.owner()))) {
                return new Opened.IdTaken();
            }
            Device device = known.isPresent() ? resume(handle, opening) : insert(handle, opening);
            seen(handle, opening.owner(), opening.at());
            List<DeviceId> ended = endOldest(handle, opening);
            forgetEnded(handle, opening.owner());
            return new Opened.Done(device, ended);
        });
    }

    private static boolean lockOwner(Handle handle, Opening opening) {
        return handle.createQuery("""
            select password_version from users
            where id = :owner and deleted_at is null and disabled_at is null
            for no key update\
            """)
                .bind("owner", opening.owner())
                .mapTo(Integer.class)
                .findOne()
                .filter(version -> version == opening.versionSeen())
                .isPresent();
    }

    private static void seen(Handle handle, UserId owner, Instant at) {
        handle.createUpdate("update users set last_seen_at = greatest(last_seen_at, :at) where id = :owner")
                .bind("owner", owner)
                .bind("at", at)
                .execute();
    }

    private static Device insert(Handle handle, Opening opening) {
        return chain(handle.createQuery("""
            insert into devices (id, user_id, name, created_at, last_seen_at, family, token,
                                 successor, successor_seed, successor_since, expires_at)
            values (:id, :owner, :name, :at, :at, :family, :token,
                    :successor, :successorSeed, :successorSince, :expiresAt)
            returning <columns>\
            """).define("columns", DeviceRows.COLUMNS), opening.chain())
                .bind("id", opening.id())
                .bind("owner", opening.owner())
                .bind("name", opening.name().orElse(DeviceName.UNKNOWN))
                .bind("at", opening.at())
                .mapTo(Device.class)
                .one();
    }

    private static Device resume(Handle handle, Opening opening) {
        return chain(handle.createQuery("""
            update devices
            set name = coalesce(:name, name), session = session + 1,
                last_seen_at = greatest(last_seen_at, :at), family = :family, token = :token,
                successor = :successor, successor_seed = :successorSeed,
                successor_since = :successorSince, expires_at = :expiresAt
            where id = :id
            returning <columns>\
            """).define("columns", DeviceRows.COLUMNS), opening.chain())
                .bind("id", opening.id())
                .bind("name", opening.name())
                .bind("at", opening.at())
                .mapTo(Device.class)
                .one();
    }

    private static List<DeviceId> endOldest(Handle handle, Opening opening) {
        return handle.createQuery("""
            update devices set ended_at = :at, ending = 'revoked'
            where ended_at is null and id in (
                select id from devices
                where user_id = :owner and ended_at is null and id <> :id
                order by last_seen_at desc, id
                offset :others)
            returning id\
            """)
                .bind("at", opening.at())
                .bind("owner", opening.owner())
                .bind("id", opening.id())
                .bind("others", opening.liveMax() - 1)
                .mapTo(DeviceId.class)
                .list();
    }

    private static void forgetEnded(Handle handle, UserId owner) {
        handle.createUpdate("""
            delete from devices where id in (
                select id from devices
                where user_id = :owner and ended_at is not null
                order by ended_at desc, id
                offset :kept)\
            """)
                .bind("owner", owner)
                .bind("kept", ENDED_KEPT_MAX)
                .execute();
    }

    @Override
    public Optional<Device> find(DeviceId id) {
        return database.read(
                "reading a device",
                handle -> handle.createQuery("select <columns> from devices where id = :id")
                        .define("columns", DeviceRows.COLUMNS)
                        .bind("id", id)
                        .mapTo(Device.class)
                        .findOne());
    }

    @Override
    public List<Device> liveOf(UserId owner) {
        return database.read(
                "reading devices",
                handle -> handle.createQuery("""
                    select <columns> from devices
                    where user_id = :owner and ended_at is null
                    order by last_seen_at desc, id\
                    """)
                        .define("columns", DeviceRows.COLUMNS)
                        .bind("owner", owner)
                        .mapTo(Device.class)
                        .list());
    }

    @Override
    public Set<DeviceId> notLive(Collection<DeviceId> ids) {
        Set<DeviceId> notLive = new HashSet<>(ids);
        database.read(
                        "reading devices",
                        handle -> handle.createQuery(
                                        "select id from devices where id = any (:ids) and ended_at is null")
                                .bindArray("ids", DeviceId.class, Set.copyOf(ids))
                                .mapTo(DeviceId.class)
                                .list())
                .forEach(notLive::remove);
        return notLive;
    }

    @Override
    public Refreshed refresh(DeviceId id, RefreshRule rule, Instant at) {
        return database.change("refreshing", handle -> {
            Optional<DeviceRows.Held> found = locked(handle, id);
            if (found.isEmpty()) {
                return new Refreshed.Unknown();
            }
            Device device = found.get().device();
            if (device.endReason().isPresent()) {
                return new Refreshed.Ended(device.endReason().get());
            }
            return switch (rule.decide(found.get().chain())) {
                case RefreshChain.Decision.Rotated(RefreshChain next, Successor successor) ->
                    new Refreshed.Rotated(updateChain(handle, id, next, at), successor, next.expiresAt());
                case RefreshChain.Decision.Expired() -> new Refreshed.Expired();
                case RefreshChain.Decision.Foreign() -> new Refreshed.Unknown();
                case RefreshChain.Decision.Reused() ->
                    new Refreshed.Reused(
                            ended(handle, id, Device.EndReason.TOKEN_REUSED, at).orElseThrow());
            };
        });
    }

    private static Device updateChain(Handle handle, DeviceId id, RefreshChain next, Instant at) {
        return chain(handle.createQuery("""
            update devices
            set last_seen_at = greatest(last_seen_at, :at), family = :family, token = :token,
                successor = :successor, successor_seed = :successorSeed,
                successor_since = :successorSince, expires_at = :expiresAt
            where id = :id
            returning <columns>\
            """).define("columns", DeviceRows.COLUMNS), next)
                .bind("id", id)
                .bind("at", at)
                .mapTo(Device.class)
                .one();
    }

    @Override
    public boolean end(DeviceId id, UserId owner, Device.EndReason endReason, Instant at) {
        return database.change(
                "ending a device",
                handle -> locked(handle, id)
                        .map(DeviceRows.Held::device)
                        .filter(device -> device.owner().equals(owner))
                        .flatMap(device -> ended(handle, id, endReason, at))
                        .isPresent());
    }

    private static Optional<Device> ended(Handle handle, DeviceId id, Device.EndReason endReason, Instant at) {
        return handle.createQuery("""
            update devices set ended_at = :at, ending = :ending
            where id = :id and ended_at is null
            returning <columns>\
            """)
                .define("columns", DeviceRows.COLUMNS)
                .bind("id", id)
                .bind("at", at)
                .bind("ending", endReason)
                .mapTo(Device.class)
                .findOne();
    }

    @Override
    public void seen(DeviceId id, Instant at) {
        database.change("noting a device in use", handle -> {
            // The row of the user is locked before the row of the device, as in a login.
            handle.createUpdate("""
                update users set last_seen_at = :at
                where id = (select user_id from devices where id = :id and ended_at is null)
                  and (last_seen_at is null or last_seen_at < :at)\
                """).bind("id", id).bind("at", at).execute();
            return handle.createUpdate("""
                update devices set last_seen_at = :at
                where id = :id and ended_at is null and last_seen_at < :at\
                """).bind("id", id).bind("at", at).execute();
        });
    }

    /// Locks the row of a device and reads it. Under READ COMMITTED the statement reads the row as the previous holder
    /// of the lock left it.
    private static Optional<DeviceRows.Held> locked(Handle handle, DeviceId id) {
        return handle.createQuery("select <columns>, <chain> from devices where id = :id for no key update")
                .define("columns", DeviceRows.COLUMNS)
                .define("chain", DeviceRows.CHAIN)
                .bind("id", id)
                .mapTo(DeviceRows.Held.class)
                .findOne();
    }

    private static <S extends SqlStatement<S>> S chain(S statement, RefreshChain chain) {
        return statement
                .bind("family", chain.family())
                .bind("token", chain.current())
                .bind("successor", chain.successor().map(Successor::token))
                .bind("successorSeed", chain.successor().map(Successor::seed))
                .bind("successorSince", chain.successor().map(Successor::since))
                .bind("expiresAt", chain.expiresAt());
    }
}
