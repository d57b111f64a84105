package io.vestnik.contracts.account;

import io.vestnik.application.account.AccessClaims;
import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.RefreshTokens;
import io.vestnik.application.account.TokenIssuer;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.RefreshChain.Presented;
import io.vestnik.domain.user.TokenHash;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Tokens without cryptography, for tests. This object recognises the access tokens that it has issued, because it
/// remembers them. Refresh tokens contain their data in clear text.
public final class PlainTokens implements TokenIssuer, RefreshTokens {
    private final Map<AccessToken, AccessClaims> issued = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /// @param clock decides whether a token has expired
    public PlainTokens(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public AccessToken issue(AccessClaims claims) {
        AccessToken token = new AccessToken(UUID.randomUUID().toString());
        issued.put(token, claims);
        return token;
    }

    @Override
    public Reading read(AccessToken token) {
        AccessClaims claims = issued.get(token);
        if (claims == null) {
            return new Reading.Forged();
        }
        return clock.instant().isBefore(claims.expiresAt()) ? new Reading.Valid(claims) : new Reading.Expired();
    }

    @Override
    public Made first(DeviceId device) {
        return made(device + "~" + UUID.randomUUID() + "~" + UUID.randomUUID());
    }

    @Override
    public String seed() {
        return UUID.randomUUID().toString();
    }

    @Override
    public List<Made> successors(RefreshToken token, String seed) {
        String own = UUID.nameUUIDFromBytes((seed + token.value()).getBytes(StandardCharsets.UTF_8))
                .toString();
        return List.of(made(token.value().replaceFirst("[^~]*$", own)));
    }

    @Override
    public Optional<Read> read(RefreshToken token) {
        String[] parts = token.value().split("~", -1);
        return parts.length == 3
                ? Optional.of(new Read(new DeviceId(UUID.fromString(parts[0])), digests(token.value())))
                : Optional.empty();
    }

    private static Made made(String value) {
        return new Made(new RefreshToken(value), digests(value));
    }

    private static Presented digests(String value) {
        String[] parts = value.split("~", -1);
        return new Presented(new TokenHash(parts[1]), new TokenHash(parts[2]));
    }
}
