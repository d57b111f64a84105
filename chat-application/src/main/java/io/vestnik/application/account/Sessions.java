package io.vestnik.application.account;

import io.vestnik.application.IdSource;
import io.vestnik.application.limit.Limits;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.RefreshChain.Successor;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.Users.Credentials;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Opens logins, continues them and authenticates their access tokens.
final class Sessions implements Refresh, Authenticate {
    private final Devices devices;
    private final DeviceStates states;
    private final TokenIssuer accessTokens;
    private final RefreshTokens refreshTokens;
    private final IdSource ids;
    private final InstantSource clock;
    private final AccountSettings settings;

    Sessions(AccountPorts ports, DeviceStates states, AccountSettings settings) {
        this.devices = ports.devices();
        this.states = states;
        this.accessTokens = ports.accessTokens();
        this.refreshTokens = ports.refreshTokens();
        this.ids = ports.ids();
        this.clock = ports.runtime();
        this.settings = settings;
    }

    /// Opens a new device for a user whose credentials were proved, or continues the device `wanted` if the user is
    /// logged in on it.
    ///
    /// @return empty if the proof is outdated, because the password was changed or the account was disabled or deleted
    ///     meanwhile
    Optional<Session> open(Credentials proved, Optional<DeviceId> wanted, Optional<DeviceName> name) {
        UserId owner = proved.id();
        Optional<DeviceId> own = wanted.flatMap(devices::find)
                .filter(device -> device.live() && device.owner().equals(owner))
                .map(Device::id);
        DeviceId id = own.orElseGet(() -> new DeviceId(ids.next()));
        RefreshTokens.Made first = refreshTokens.first(id);
        Instant now = now();
        RefreshChain chain = new RefreshChain(
                first.digests().family(),
                first.digests().token(),
                Optional.empty(),
                now.plus(settings.refreshTokenLife()));
        Devices.Opening opening =
                new Devices.Opening(id, owner, proved.version(), name, chain, now, Limits.DEVICES_PER_USER_MAX);
        return switch (devices.open(opening)) {
            case Devices.Opened.Done(Device device, List<DeviceId> ended) -> {
                if (own.isPresent()) {
                    states.takenOver(owner, id);
                }
                states.ended(owner, ended);
                yield Optional.of(session(device, first.token(), chain.expiresAt(), now));
            }
            // The device ended between the check and now, so a new device is opened.
            case Devices.Opened.IdTaken() -> open(proved, Optional.empty(), name);
            case Devices.Opened.ProofOutdated() -> Optional.empty();
        };
    }

    @Override
    public Refresh.Outcome refresh(RefreshToken token) {
        return refreshTokens
                .read(token)
                .map(read -> refresh(token, read))
                .orElseGet(Refresh.Outcome.NotAuthenticated::new);
    }

    private Refresh.Outcome refresh(RefreshToken token, RefreshTokens.Read read) {
        Instant now = now();
        String seed = refreshTokens.seed();
        Successor fresh = new Successor(
                refreshTokens.successors(token, seed).getFirst().digests().token(), seed, now);
        Devices.RefreshRule rule = chain -> chain.decide(
                read.digests(), fresh, given -> again(token, given).isPresent(), settings.refreshTokenLife());
        return switch (devices.refresh(read.device(), rule, now)) {
            case Devices.Refreshed.Rotated(Device device, Successor successor, Instant expiresAt) ->
                new Refresh.Outcome.Refreshed(
                        session(device, again(token, successor).orElseThrow(), expiresAt, now));
            case Devices.Refreshed.Reused(Device device) -> {
                states.ended(device.owner(), List.of(device.id()));
                yield new Refresh.Outcome.Reused();
            }
            case Devices.Refreshed.Expired() -> new Refresh.Outcome.Expired();
            case Devices.Refreshed.Ended(Device.EndReason endReason) ->
                switch (endReason) {
                    case TOKEN_REUSED -> new Refresh.Outcome.Reused();
                    case REVOKED, ACCOUNT_ENDED -> new Refresh.Outcome.NotAuthenticated();
                };
            case Devices.Refreshed.Unknown() -> new Refresh.Outcome.NotAuthenticated();
        };
    }

    /// Makes an issued successor again, with the secret that made it; empty if the server no longer has that secret.
    private Optional<RefreshToken> again(RefreshToken token, Successor given) {
        return refreshTokens.successors(token, given.seed()).stream()
                .filter(made -> made.digests().token().equals(given.token()))
                .map(RefreshTokens.Made::token)
                .findFirst();
    }

    @Override
    public Authenticate.Outcome authenticate(AccessToken token) {
        return switch (accessTokens.read(token)) {
            case TokenIssuer.Reading.Valid(AccessClaims claims) -> authenticate(claims);
            case TokenIssuer.Reading.Expired() -> new Authenticate.Outcome.Expired();
            case TokenIssuer.Reading.Forged() -> new Authenticate.Outcome.Forged();
        };
    }

    private Authenticate.Outcome authenticate(AccessClaims claims) {
        Optional<Device> known = states.find(claims.deviceId());
        if (known.isEmpty() || known.get().session() < claims.session()) {
            // The cached state may be outdated: a moment ago, another node may have opened the device, or a new login
            // on another node may have replaced an earlier login.
            known = states.findAgain(claims.deviceId());
        }
        if (known.isEmpty() || !known.get().live()) {
            return new Authenticate.Outcome.DeviceEnded();
        }
        Device device = known.get();
        if (!device.owner().equals(claims.userId())) {
            return new Authenticate.Outcome.Forged();
        }
        if (device.session() != claims.session()) {
            return new Authenticate.Outcome.Expired();
        }
        states.seen(device.id(), now());
        return new Authenticate.Outcome.Authenticated(claims.userId(), claims.deviceId(), claims.expiresAt());
    }

    private Session session(Device device, RefreshToken refreshToken, Instant refreshExpiresAt, Instant now) {
        Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
        AccessClaims claims = new AccessClaims(
                device.owner(), device.id(), device.session(), issuedAt, issuedAt.plus(settings.accessTokenLife()));
        return new Session(
                device.owner(),
                device.id(),
                accessTokens.issue(claims),
                claims.expiresAt(),
                refreshToken,
                refreshExpiresAt);
    }

    /// The current time to the millisecond, the precision of the protocol and of every store.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
