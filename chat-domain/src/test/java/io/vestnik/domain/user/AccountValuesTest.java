package io.vestnik.domain.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountValuesTest {

    @Test
    void an_email_has_one_form() {
        assertThat(new Email(" Ali\u0301ce@Example.ORG ")).isEqualTo(new Email("al\u00edce@example.org"));
        assertThat(new Email("alice@example.org").toString()).doesNotContain("alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "@example.org",
                "alice@",
                "alice@example",
                "alice@.org",
                "alice@example.",
                "a@b@c.org",
                "a b@c.org",
                "a\u0000@c.org",
                "a\u200b@c.org",
                "a@b..org",
                "<a@b.org>",
                "a@b.org,c@d.org",
                "\ud800@b.org"
            })
    void what_is_no_email_is_refused(String text) {
        assertThatThrownBy(() -> new Email(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_username_is_folded_to_small_letters() {
        assertThat(new Username("Alice_01")).isEqualTo(new Username("alice_01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abcd", "abcdefghijklmnopqrstuvwxyz0123456", "al ice", "\u0430lice", "\u212aelvin", "a-b-c"})
    void what_is_no_username_is_refused(String text) {
        assertThatThrownBy(() -> new Username(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_password_has_8_to_128_characters_as_they_are_composed() {
        assertThat(new Password("e\u0301".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new Password("e\u0301".repeat(7))).hasMessage("must have 8 to 128 characters");
        assertThatThrownBy(() -> new Password("x".repeat(129))).hasMessage("must have 8 to 128 characters");
        assertThatThrownBy(() -> new Password("\ud800".repeat(8))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void what_somebody_typed_says_what_to_look_for() {
        assertThat(PeopleQuery.of("Alice")).isEqualTo(new PeopleQuery.Prefix("alice"));
        assertThat(PeopleQuery.of(" @Alice ")).isEqualTo(new PeopleQuery.Prefix("alice"));
        assertThat(PeopleQuery.of("Alice@example.org"))
                .isEqualTo(new PeopleQuery.Address(new Email("alice@example.org")));
        for (String text : new String[] {"", "al", "@al", "  al  ", "a@b", "x".repeat(65)}) {
            assertThatThrownBy(() -> PeopleQuery.of(text)).as(text).isInstanceOf(InvalidValueException.class);
        }
    }
}
