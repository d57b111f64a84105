package io.vestnik.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import io.vestnik.application.account.AccessClaims;
import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.TokenIssuer.Reading;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class JwtIssuerTest {
    private static final String SECRET = "a secret of more than thirty-two characters";
    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");
    private static final AccessClaims CLAIMS = new AccessClaims(
            new UserId(UUID.randomUUID()), new DeviceId(UUID.randomUUID()), 3, NOW, NOW.plusSeconds(900));

    private final JwtIssuer issuer = issuer(SECRET, NOW);

    private static JwtIssuer issuer(String secret, Instant now) {
        return new JwtIssuer(new ServerSecrets(new ServerSecret(secret), Optional.empty()), InstantSource.fixed(now));
    }

    @Test
    void an_issued_token_is_read_with_the_same_claims() {
        assertThat(issuer.read(issuer.issue(CLAIMS))).isEqualTo(new Reading.Valid(CLAIMS));
    }

    @Test
    void a_token_is_valid_until_the_second_of_its_expiry() {
        AccessToken token = issuer.issue(CLAIMS);

        assertThat(issuer(SECRET, NOW.plusSeconds(899)).read(token)).isInstanceOf(Reading.Valid.class);
        assertThat(issuer(SECRET, NOW.plusSeconds(901)).read(token)).isEqualTo(new Reading.Expired());
    }

    @Test
    void a_token_of_a_node_whose_clock_is_ahead_is_valid_within_bounds() {
        AccessToken token = issuer.issue(CLAIMS);

        assertThat(issuer(SECRET, NOW.minus(JwtIssuer.SKEW_MAX)).read(token)).isInstanceOf(Reading.Valid.class);
        assertThat(issuer(SECRET, NOW.minus(JwtIssuer.SKEW_MAX).minusSeconds(1)).read(token))
                .isEqualTo(new Reading.Expired());
    }

    @Test
    void a_clock_that_jumps_by_an_hour_expires_tokens_and_the_next_one_is_valid() {
        AccessToken token = issuer.issue(CLAIMS);
        for (Instant jumped : List.of(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(1)))) {
            JwtIssuer after = issuer(SECRET, jumped);
            AccessClaims fresh = new AccessClaims(
                    CLAIMS.userId(), CLAIMS.deviceId(), CLAIMS.session(), jumped, jumped.plusSeconds(900));

            assertThat(after.read(token)).isEqualTo(new Reading.Expired());
            assertThat(after.read(after.issue(fresh))).isEqualTo(new Reading.Valid(fresh));
        }
        AccessToken forged =
                issuer("another secret, which is as long as the other", NOW).issue(CLAIMS);
        assertThat(issuer(SECRET, NOW.minus(Duration.ofHours(1))).read(forged)).isEqualTo(new Reading.Forged());
    }

    @Test
    void only_tokens_of_the_present_and_the_previous_secret_are_valid() {
        JwtIssuer rotated = new JwtIssuer(
                new ServerSecrets(
                        new ServerSecret("the next secret, which is as long as the other"),
                        Optional.of(new ServerSecret(SECRET))),
                InstantSource.fixed(NOW));

        assertThat(rotated.read(issuer.issue(CLAIMS))).isEqualTo(new Reading.Valid(CLAIMS));
        assertThat(issuer.read(rotated.issue(CLAIMS))).isEqualTo(new Reading.Forged());
    }

    @Test
    void forged_and_expired_tokens_are_distinguished() {
        AccessToken expired = issuer("another secret of more than thirty-two chars", NOW)
                .issue(new AccessClaims(
                        CLAIMS.userId(), CLAIMS.deviceId(), 1, NOW.minusSeconds(2000), NOW.minusSeconds(1000)));

        assertThat(issuer.read(expired)).isEqualTo(new Reading.Forged());
    }

    private String part(int index) {
        return issuer.issue(CLAIMS).value().split("\\.", -1)[index];
    }

    @Test
    void a_token_without_a_signature_or_with_another_algorithm_is_forged() {
        String payload = part(1);
        String none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + payload + ".";

        assertThat(issuer.read(new AccessToken(none))).isEqualTo(new Reading.Forged());
        assertThat(issuer.read(new AccessToken(token(Algorithm.none(), UnaryOperator.identity()))))
                .isEqualTo(new Reading.Forged());
        assertThat(issuer.read(new AccessToken(token(Algorithm.HMAC512(SECRET), UnaryOperator.identity()))))
                .isEqualTo(new Reading.Forged());
        String header = base64("{\"alg\":\"HS384\",\"typ\":\"JWT\"}");
        String signature = part(2);
        assertThat(issuer.read(new AccessToken(header + "." + payload + "." + signature)))
                .isEqualTo(new Reading.Forged());
    }

    @Test
    void a_signed_token_with_a_missing_or_wrong_claim_is_forged() {
        Algorithm right = Algorithm.HMAC256(SECRET);
        assertThat(issuer.read(new AccessToken(token(right, UnaryOperator.identity()))))
                .isInstanceOf(Reading.Valid.class);
        List<UnaryOperator<JWTCreator.Builder>> wrong = List.of(
                token -> token.withIssuer("another"),
                token -> token.withIssuer((String) null),
                token -> token.withSubject("no user"),
                token -> token.withSubject(null),
                token -> token.withClaim("did", "no device"),
                token -> token.withClaim("did", 7),
                token -> token.withNullClaim("did"),
                token -> token.withClaim("ses", "x"),
                token -> token.withNullClaim("ses"),
                token -> token.withIssuedAt((Instant) null),
                token -> token.withExpiresAt((Instant) null),
                token -> token.withClaim("exp", "tomorrow"),
                token -> token.withNotBefore(NOW.plusSeconds(600)));
        for (UnaryOperator<JWTCreator.Builder> change : wrong) {
            assertThat(issuer.read(new AccessToken(token(right, change)))).isEqualTo(new Reading.Forged());
        }
    }

    @Test
    void no_token_with_a_flipped_character_is_valid() {
        String token = issuer.issue(CLAIMS).value();
        for (int at = 0; at < token.length() - 1; at++) {
            char flipped = token.charAt(at) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, at) + flipped + token.substring(at + 1);
            assertThat(issuer.read(new AccessToken(changed))).as("at %d", at).isEqualTo(new Reading.Forged());
        }
    }

    @Test
    void garbage_is_reported_as_forged() {
        Random random = new Random(7);
        String payload = issuer.issue(CLAIMS).value();
        for (int i = 0; i < 5_000; i++) {
            char[] garbage = new char[random.nextInt(400)];
            for (int at = 0; at < garbage.length; at++) {
                garbage[at] = random.nextInt(3) == 0 ? '.' : (char) random.nextInt(i % 2 == 0 ? 128 : 65536);
            }
            assertThat(issuer.read(new AccessToken(new String(garbage)))).isEqualTo(new Reading.Forged());
            assertThat(issuer.read(new AccessToken(base64(new String(garbage)) + "." + payload)))
                    .isEqualTo(new Reading.Forged());
        }
    }

    private static String token(Algorithm algorithm, UnaryOperator<JWTCreator.Builder> change) {
        return change.apply(JWT.create()
                        .withIssuer("vestnik")
                        .withSubject(CLAIMS.userId().toString())
                        .withClaim("did", CLAIMS.deviceId().toString())
                        .withClaim("ses", 3)
                        .withIssuedAt(NOW)
                        .withExpiresAt(NOW.plusSeconds(900)))
                .sign(algorithm);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
