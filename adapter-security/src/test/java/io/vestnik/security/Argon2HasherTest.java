package io.vestnik.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.account.PasswordHasher.Match;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class Argon2HasherTest {
    private static final Argon2Parameters QUICK = new Argon2Parameters(64, 1, 1);
    private final Argon2Hasher hasher = new Argon2Hasher(QUICK, new SecureRandom());

    @Test
    void a_password_matches_its_hash_and_no_other_does() {
        PasswordHash hash = hasher.hash(new Password("correct horse"));

        assertThat(hasher.verify(new PasswordAttempt("correct horse"), Optional.of(hash)))
                .isEqualTo(Match.YES);
        assertThat(hasher.verify(new PasswordAttempt("correct horsf"), Optional.of(hash)))
                .isEqualTo(Match.NO);
        assertThat(hasher.verify(new PasswordAttempt(""), Optional.of(hash))).isEqualTo(Match.NO);
    }

    @Test
    void the_same_password_typed_on_another_keyboard_matches() {
        PasswordHash hash = hasher.hash(new Password("caf\u00e9 d'hiver"));

        assertThat(hasher.verify(new PasswordAttempt("cafe\u0301 d'hiver"), Optional.of(hash)))
                .isEqualTo(Match.YES);
    }

    @Test
    void two_hashes_of_one_password_differ() {
        Password password = new Password("correct horse");

        assertThat(hasher.hash(password)).isNotEqualTo(hasher.hash(password));
    }

    @Test
    void a_hash_made_with_other_parameters_matches_and_is_outdated() {
        PasswordHash old = new Argon2Hasher(new Argon2Parameters(32, 2, 2), new SecureRandom())
                .hash(new Password("correct horse"));

        assertThat(hasher.verify(new PasswordAttempt("correct horse"), Optional.of(old)))
                .isEqualTo(Match.YES_OUTDATED);
        assertThat(hasher.verify(new PasswordAttempt("wrong"), Optional.of(old)))
                .isEqualTo(Match.NO);
    }

    @Test
    void no_password_matches_the_hash_of_a_missing_account() {
        assertThat(hasher.verify(new PasswordAttempt("anything"), Optional.empty()))
                .isEqualTo(Match.NO);
    }

    /// Created by the reference implementation: `echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 24` (the
    /// first two lines of its own tests for version 19).
    @Test
    void a_hash_of_the_reference_implementation_matches() {
        PasswordHash reference = new PasswordHash(
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ" + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");

        assertThat(hasher.verify(new PasswordAttempt("password"), Optional.of(reference)))
                .isEqualTo(Match.YES_OUTDATED);
    }

    @Test
    void the_default_parameters_are_the_recommended_ones() {
        assertThat(new Argon2Hasher().hash(new Password("correct horse")).value())
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void malformed_and_too_expensive_hashes_are_rejected() {
        for (String text : new String[] {
            "",
            "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
            "$argon2id$v=19$m=9999999,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8"
        }) {
            assertThatThrownBy(
                            () -> hasher.verify(new PasswordAttempt("password"), Optional.of(new PasswordHash(text))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nothing_secret_is_printed() {
        PasswordHash hash = hasher.hash(new Password("correct horse"));

        assertThat(hash + " " + new Password("correct horse") + new PasswordAttempt("correct horse")
                        + PhcString.parse(hash.value()))
                .doesNotContain("correct", "$");
    }
}
