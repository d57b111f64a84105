package io.vestnik.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.RefreshTokens.Made;
import io.vestnik.application.account.RefreshTokens.Read;
import io.vestnik.domain.user.DeviceId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HmacRefreshTokensTest {
    private static final ServerSecret SECRET = new ServerSecret("a secret of more than thirty-two characters");
    private static final ServerSecret NEXT = new ServerSecret("the next secret, which is as long as the other");
    private static final DeviceId DEVICE = new DeviceId(UUID.randomUUID());

    private final HmacRefreshTokens tokens = new HmacRefreshTokens(new ServerSecrets(SECRET, Optional.empty()));

    @Test
    void a_token_contains_its_device_and_is_identified_by_its_digests() {
        Made made = tokens.first(DEVICE);

        assertThat(tokens.read(made.token())).contains(new Read(DEVICE, made.digests()));
        assertThat(made.digests().toString() + made.token())
                .doesNotContain(made.token().value());
    }

    @Test
    void each_first_token_starts_its_own_family() {
        assertThat(tokens.first(DEVICE).digests().family())
                .isNotEqualTo(tokens.first(DEVICE).digests().family());
    }

    @Test
    void the_same_token_and_seed_make_the_same_successor_of_the_same_family() {
        Made first = tokens.first(DEVICE);
        String seed = tokens.seed();
        Made successor = tokens.successors(first.token(), seed).getFirst();

        assertThat(tokens.successors(first.token(), seed)).containsExactly(successor);
        assertThat(successor.digests().family()).isEqualTo(first.digests().family());
        assertThat(successor.digests().token()).isNotEqualTo(first.digests().token());
        assertThat(tokens.successors(first.token(), tokens.seed())).doesNotContain(successor);
    }

    @Test
    void a_successor_can_be_recreated_only_with_the_secret_that_made_it() {
        Made first = tokens.first(DEVICE);
        String seed = tokens.seed();
        Made successor = tokens.successors(first.token(), seed).getFirst();

        assertThat(new HmacRefreshTokens(new ServerSecrets(NEXT, Optional.of(SECRET))).successors(first.token(), seed))
                .hasSize(2)
                .contains(successor);
        assertThat(new HmacRefreshTokens(new ServerSecrets(NEXT, Optional.empty())).successors(first.token(), seed))
                .doesNotContain(successor);
    }

    @Test
    void a_malformed_token_is_not_read() {
        String token = tokens.first(DEVICE).token().value();
        for (String other :
                new String[] {"", "x", token + "A", token + "==", token.substring(1), "+" + token.substring(1)}) {
            assertThat(tokens.read(new RefreshToken(other))).as(other).isEmpty();
        }
    }

    @Test
    void a_token_has_one_spelling() {
        String token = tokens.first(DEVICE).token().value();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String start = token.substring(0, token.length() - 1);
        long spellings = alphabet.chars()
                .filter(c -> tokens.read(new RefreshToken(start + (char) c)).isPresent())
                .count();

        // 86 characters hold 516 bits, and a token has 512 bits. Of the 64 possible last characters, only 4 leave the 4
        // spare bits empty. Each of these 4 characters makes a different token.
        assertThat(spellings).isEqualTo(4);
    }
}
