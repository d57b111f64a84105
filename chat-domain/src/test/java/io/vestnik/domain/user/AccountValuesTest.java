package io.vestnik.domain.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.InvalidValueException;
import java.net.IDN;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountValuesTest {

    @Test
    void an_email_has_one_canonical_spelling() {
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
    void an_invalid_email_is_rejected(String text) {
        assertThatThrownBy(() -> new Email(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_username_is_converted_to_lower_case() {
        assertThat(new Username("Alice_01")).isEqualTo(new Username("alice_01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abcd", "abcdefghijklmnopqrstuvwxyz0123456", "al ice", "\u0430lice", "\u212aelvin", "a-b-c"})
    void an_invalid_username_is_rejected(String text) {
        assertThatThrownBy(() -> new Username(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void a_password_has_8_to_128_composed_code_points() {
        assertThat(new Password("e\u0301".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new Password("e\u0301".repeat(7))).hasMessage("must have 8 to 128 characters");
        assertThatThrownBy(() -> new Password("x".repeat(129))).hasMessage("must have 8 to 128 characters");
        assertThatThrownBy(() -> new Password("\ud800".repeat(8))).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void all_spellings_of_an_email_host_have_one_form() {
        for (String spelling : new String[] {
            "ada@пример.рф", "ada@ПРИМЕР.РФ", "Ada@xn--e1afmkfd.xn--p1ai", "ada@XN--E1AFMKFD.XN--P1AI", "ada@пример。рф"
        }) {
            assertThat(new Email(spelling).canonical()).as(spelling).isEqualTo("ada@xn--e1afmkfd.xn--p1ai");
        }
        assertThat(new Email("ada@❤️.example").canonical()).isEqualTo(new Email("ada@❤.example").canonical());
        assertThat(new Email("ada@ｅｘａｍｐｌｅ．ｏｒｇ").canonical()).isEqualTo("ada@example.org");
        assertThat(new Email("почта@example.org").canonical()).isEqualTo("почта@example.org");
        // Browsers treat this as a different domain from strasse.de.
        assertThat(new Email("ada@straße.de").canonical()).isEqualTo("ada@xn--strae-oqa.de");
        assertThat(new Email("ada@STRAẞE.de").canonical()).isEqualTo("ada@xn--strae-oqa.de");
        // A host whose ASCII form would not be a host keeps its spelling.
        assertThat(new Email("ada@b＠c.org").canonical()).isEqualTo("ada@b＠c.org");
        assertThat(new Email("ada@" + "x".repeat(64) + ".org").canonical()).isEqualTo("ada@" + "x".repeat(64) + ".org");
    }

    @Test
    void labels_are_encoded_like_java_where_both_idna_standards_agree() {
        Random random = new Random(11);
        int[] letters = "abcxyz019абвяёαβγδ日本語中文한국éüøñğ😀".codePoints().toArray();
        for (int i = 0; i < 2_000; i++) {
            String label = random.ints(1 + random.nextInt(8), 0, letters.length)
                    .mapToObj(at -> Character.toString(letters[at]))
                    .collect(Collectors.joining());
            String host = label + ".example";
            assertThat(new Email("a@" + host).canonical())
                    .as(host)
                    .isEqualTo("a@" + IDN.toASCII(host, IDN.ALLOW_UNASSIGNED));
        }
    }

    @Test
    void the_typed_text_decides_between_name_and_address() {
        assertThat(PeopleQuery.of("Alice")).isEqualTo(new PeopleQuery.Prefix("alice", "alice"));
        assertThat(PeopleQuery.of(" @Alice ")).isEqualTo(new PeopleQuery.Prefix("alice", "alice"));
        assertThat(PeopleQuery.of("Älice")).isEqualTo(new PeopleQuery.Prefix("alice", ""));
        assertThat(PeopleQuery.of("al_")).isEqualTo(new PeopleQuery.Prefix("", "al_"));
        assertThat(PeopleQuery.of("李")).isEqualTo(new PeopleQuery.Prefix("李", ""));
        assertThat(PeopleQuery.of("ゆ")).isEqualTo(new PeopleQuery.Prefix("ゆ", ""));
        assertThat(PeopleQuery.of("김 민")).isEqualTo(new PeopleQuery.Prefix("김 민", ""));
        assertThat(PeopleQuery.of("Alice@example.org"))
                .isEqualTo(new PeopleQuery.Address(new Email("alice@example.org")));
        for (String text :
                new String[] {"", "al", "@al", "  al  ", "a@b", "x".repeat(65), "a.", "...", "李a", "a\u0301b", "\u200b"
                }) {
            assertThatThrownBy(() -> PeopleQuery.of(text)).as(text).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void a_name_is_searchable_from_each_of_its_words() {
        assertThat(new UserName(" Anna-Maria  O'Neill ").words())
                .containsExactly("anna maria o neill", "maria o neill", "o neill", "neill");
        assertThat(new UserName("😀Anna❤️ C++").words())
                .containsExactly("😀 anna ❤ c ++", "anna ❤ c ++", "❤ c ++", "c ++", "++");
        assertThat(new UserName("\u200b").words()).isEmpty();
        assertThat(new UserName("ﷺ".repeat(64)).words())
                .hasSizeBetween(2, UserName.WORDS_MAX)
                .allSatisfy(word -> assertThat(word.codePoints().count()).isLessThanOrEqualTo(64));
        assertThat(new UserName("a ".repeat(32)).words()).hasSize(32);
    }
}
