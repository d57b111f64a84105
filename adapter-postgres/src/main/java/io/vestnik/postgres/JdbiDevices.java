package io.vestnik.postgres;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.RefreshChain.Successor;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// [Devices] in the table `devices`. A change of one device locks its row; a change of several devices of a user locks
/// the user's row in `users` first.
final class JdbiDevices implements Devices {
    private final Database database;

    JdbiDevices(Database database) {
        this.database = database;
    }

    @Override
    public Opened open(Opening opening) {
        return database.change("logging in", change -> {
            Handle handle = change.handle();
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
                .bind("owner", opening.owner().value())
                .mapTo(Integer.class)
                .findOne()
                .filter(version -> version == opening.versionSeen())
                .isPresent();
    }

    private static void seen(Handle handle, UserId owner, Instant at) {
        handle.createUpdate("update users set last_seen_at = greatest(last_seen_at, :at) where id = :owner")
                .bind("owner", owner.value())
                .bind("at", time(at))
                .execute();
    }

    private static Device insert(Handle handle, Opening opening) {
        return chain(handle.createQuery("""
            insert into devices (id, user_id, name, created_at, last_seen_at, family, token,
                                 successor, successor_seed, successor_since, expires_at)
            values (:id, :owner, :name, :at, :at, :family, :token,
                    :successor, :successorSeed, :successorSince, :expiresAt)
            returning
            """ + DeviceRows.COLUMNS), opening.chain())
                .bind("id", opening.id().value())
                .bind("owner", opening.owner().value())
                .bind("name", opening.name().orElse(DeviceName.UNKNOWN).value())
                .bind("at", time(opening.at()))
                .map(DeviceRows::device)
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
            returning
            """ + DeviceRows.COLUMNS), opening.chain())
                .bind("id", opening.id().value())
                .bind("name", opening.name().map(DeviceName::value).orElse(null))
                .bind("at", time(opening.at()))
                .map(DeviceRows::device)
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
                .bind("at", time(opening.at()))
                .bind("owner", opening.owner().value())
                .bind("id", opening.id().value())
                .bind("others", opening.liveMax() - 1)
                .mapTo(UUID.class)
                .map(DeviceId::new)
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
                .bind("owner", owner.value())
                .bind("kept", ENDED_KEPT_MAX)
                .execute();
    }

    @Override
    public Optional<Device> find(DeviceId id) {
        return database.read(
                "reading a device",
                handle -> handle.createQuery("select " + DeviceRows.COLUMNS + " from devices where id = :id")
                        .bind("id", id.value())
                        .map(DeviceRows::device)
                        .findOne());
    }

    @Override
    public List<Device> liveOf(UserId owner) {
        return database.read(
                "reading devices",
                handle -> handle.createQuery("select " + DeviceRows.COLUMNS + """
                     from devices
                    where user_id = :owner and ended_at is null
                    order by last_seen_at desc, id\
                    """)
                        .bind("owner", owner.value())
                        .map(DeviceRows::device)
                        .list());
    }

    @Override
    public Set<DeviceId> notLive(Collection<DeviceId> ids) {
        UUID[] values = ids.stream().map(DeviceId::value).distinct().toArray(UUID[]::new);
        Set<DeviceId> notLive = new HashSet<>(ids);
        database.read(
                        "reading devices",
                        handle -> handle.createQuery(
                                        "select id from devices where id = any (:ids) and ended_at is null")
                                .bind("ids", values)
                                .mapTo(UUID.class)
                                .map(DeviceId::new)
                                .list())
                .forEach(notLive::remove);
        return notLive;
    }

    @Override
    public Refreshed refresh(DeviceId id, RefreshRule rule, Instant at) {
        return database.change("refreshing", change -> {
            Optional<DeviceRows.Held> found = locked(change.handle(), id);
            if (found.isEmpty()) {
                return new Refreshed.Unknown();
            }
            Device device = found.get().device();
            if (device.ending().isPresent()) {
                return new Refreshed.Ended(device.ending().get());
            }
            return switch (rule.decide(found.get().chain())) {
                case RefreshChain.Decision.Handed(RefreshChain next, Successor successor) ->
                    new Refreshed.Handed(goOn(change.handle(), id, next, at), successor, next.expiresAt());
                case RefreshChain.Decision.Expired() -> new Refreshed.Expired();
                case RefreshChain.Decision.Foreign() -> new Refreshed.Unknown();
                case RefreshChain.Decision.Reused() ->
                    new Refreshed.Reused(ended(change.handle(), id, Device.Ending.TOKEN_REUSED, at)
                            .orElseThrow());
            };
        });
    }

    private static Device goOn(Handle handle, DeviceId id, RefreshChain next, Instant at) {
        return chain(handle.createQuery("""
            update devices
            set last_seen_at = greatest(last_seen_at, :at), family = :family, token = :token,
                successor = :successor, successor_seed = :successorSeed,
                successor_since = :successorSince, expires_at = :expiresAt
            where id = :id
            returning
            """ + DeviceRows.COLUMNS), next)
                .bind("id", id.value())
                .bind("at", time(at))
                .map(DeviceRows::device)
                .one();
    }

    @Override
    public boolean end(DeviceId id, UserId owner, Device.Ending ending, Instant at) {
        return database.change(
                "ending a device",
                change -> locked(change.handle(), id)
                        .map(DeviceRows.Held::device)
                        .filter(device -> device.owner().equals(owner))
                        .flatMap(device -> ended(change.handle(), id, ending, at))
                        .isPresent());
    }

    private static Optional<Device> ended(Handle handle, DeviceId id, Device.Ending ending, Instant at) {
        return handle.createQuery("""
            update devices set ended_at = :at, ending = :ending
            where id = :id and ended_at is null
            returning
            """ + DeviceRows.COLUMNS)
                .bind("id", id.value())
                .bind("at", time(at))
                .bind("ending", DeviceRows.text(ending))
                .map(DeviceRows::device)
                .findOne();
    }

    @Override
    public void seen(DeviceId id, Instant at) {
        database.change("noting a device in use", change -> {
            // The user first: the lock order of a login.
            change.handle()
                    .createUpdate("""
                        update users set last_seen_at = :at
                        where id = (select user_id from devices where id = :id and ended_at is null)
                          and (last_seen_at is null or last_seen_at < :at)\
                        """)
                    .bind("id", id.value())
                    .bind("at", time(at))
                    .execute();
            return change.handle()
                    .createUpdate("""
                        update devices set last_seen_at = :at
                        where id = :id and ended_at is null and last_seen_at < :at\
                        """)
                    .bind("id", id.value())
                    .bind("at", time(at))
                    .execute();
        });
    }

    /// Locks one row. Under READ COMMITTED the row is then read as the previous holder of the lock left it.
    private static Optional<DeviceRows.Held> locked(Handle handle, DeviceId id) {
        return handle.createQuery("select " + DeviceRows.COLUMNS + ", " + DeviceRows.CHAIN
                        + " from devices where id = :id for no key update")
                .bind("id", id.value())
                .map(DeviceRows.Held::of)
                .findOne();
    }

    private static <S extends SqlStatement<S>> S chain(S statement, RefreshChain chain) {
        return statement
                .bind("family", chain.family().value())
                .bind("token", chain.current().value())
                .bind(
                        "successor",
                        chain.successor().map(given -> given.token().value()).orElse(null))
                .bind("successorSeed", chain.successor().map(Successor::seed).orElse(null))
                .bind(
                        "successorSince",
                        chain.successor().map(given -> time(given.since())).orElse(null))
                .bind("expiresAt", time(chain.expiresAt()));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
