package io.vestnik.security;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.RegisteredClaims;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.vestnik.application.account.AccessClaims;
import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.TokenIssuer;
import io.vestnik.domain.UuidText;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Access tokens as JSON Web Tokens, signed and verified with HMAC-SHA-256. A token whose header names another
/// algorithm is rejected.
public final class JwtIssuer implements TokenIssuer {
    /// The issuer in every token. It is fixed, so that a token that another service signed with the same secret is not
    /// accepted.
    static final String ISSUER = "vestnik";

    static final String DEVICE = "did";
    static final String SESSION = "ses";

    /// How far the clock of the node that issued a token may be ahead of the clock of this node. The expiry of a token
    /// has no such tolerance, because the client knows the expiry and refreshes the token earlier.
    static final Duration SKEW_MAX = Duration.ofSeconds(10);

    /// The maximum length of a token, in characters; a longer text is not parsed. A token of this server has about 350
    /// characters.
    private static final int LENGTH_MAX = 1_000;

    private final Algorithm signing;
    private final List<JWTVerifier> verifiers;

    /// Signs tokens with the current secret; accepts tokens of the current and the previous secret.
    public JwtIssuer(ServerSecrets secrets, InstantSource clock) {
        this.signing = Algorithm.HMAC256(secrets.present().bytes());
        this.verifiers = secrets.all()
                .map(secret -> verifier(Algorithm.HMAC256(secret.bytes()), clock.withZone(ZoneOffset.UTC)))
                .toList();
    }

    private static JWTVerifier verifier(Algorithm algorithm, Clock clock) {
        JWTVerifier.BaseVerification verification = (JWTVerifier.BaseVerification) JWT.require(algorithm)
                .withIssuer(ISSUER)
                .withClaimPresence(RegisteredClaims.SUBJECT)
                .withClaimPresence(RegisteredClaims.ISSUED_AT)
                .withClaimPresence(RegisteredClaims.EXPIRES_AT)
                .withClaimPresence(DEVICE)
                .withClaimPresence(SESSION)
                .acceptLeeway(SKEW_MAX.toSeconds())
                .acceptExpiresAt(0);
        return verification.build(clock);
    }

    @Override
    public AccessToken issue(AccessClaims claims) {
        return new AccessToken(JWT.create()
                .withIssuer(ISSUER)
                .withSubject(claims.userId().toString())
                .withClaim(DEVICE, claims.deviceId().toString())
                .withClaim(SESSION, claims.session())
                .withIssuedAt(claims.issuedAt())
                .withExpiresAt(claims.expiresAt())
                .sign(signing));
    }

    @Override
    public Reading read(AccessToken token) {
        if (token.value().length() > LENGTH_MAX) {
            return new Reading.Forged();
        }
        Reading reading = new Reading.Forged();
        for (JWTVerifier verifier : verifiers) {
            switch (read(verifier, token)) {
                case Reading.Valid valid -> {
                    return valid;
                }
                case Reading.Expired expired -> reading = expired;
                // The token may have been signed with the other secret.
                case Reading.Forged forged -> {}
            }
        }
        return reading;
    }

    private static Reading read(JWTVerifier verifier, AccessToken token) {
        try {
            return claims(verifier.verify(token.value()))
                    .<Reading>map(Reading.Valid::new)
                    .orElseGet(Reading.Forged::new);
        } catch (TokenExpiredException e) {
            return new Reading.Expired();
        } catch (IncorrectClaimException e) {
            // The token is genuine, but its issue time is in the future, for example because the clock was set back
            // later. The token counts as expired, so that the client refreshes it.
            return RegisteredClaims.ISSUED_AT.equals(e.getClaimName()) ? new Reading.Expired() : new Reading.Forged();
        } catch (JWTVerificationException e) {
            return new Reading.Forged();
        }
    }

    private static Optional<AccessClaims> claims(DecodedJWT token) {
        Optional<UUID> user = uuid(token.getSubject());
        Optional<UUID> device = uuid(token.getClaim(DEVICE).asString());
        Claim session = token.getClaim(SESSION);
        Integer number = session.asInt();
        Instant issuedAt = token.getIssuedAtAsInstant();
        Instant expiresAt = token.getExpiresAtAsInstant();
        if (user.isEmpty() || device.isEmpty() || number == null || issuedAt == null || expiresAt == null) {
            return Optional.empty();
        }
        return Optional.of(
                new AccessClaims(new UserId(user.get()), new DeviceId(device.get()), number, issuedAt, expiresAt));
    }

    private static Optional<UUID> uuid(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(UuidText::parse);
    }
}
