package io.vestnik.contracts.account;

import static io.vestnik.contracts.account.AccountFixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The contract of finding users, over any store.
public abstract class PeopleSearchContract {

    /// The users of the store under test. Other tests may use the same store.
    protected abstract Users users();

    /// The devices in the store under test.
    protected abstract Devices devices();

    private AccountFixture fixture() {
        return new AccountFixture(users(), devices());
    }

    @Test
    void users_are_found_by_a_prefix_of_a_name_or_username() {
        String letters = unique();
        User byName = fixture().added("X" + letters + " Ивановна");
        User byUsername = fixture().added("Another name");
        users().change(byUsername.id(), Optional.empty(), Optional.of(new Username("x" + letters + "_1")));
        User gone = fixture().added("x" + letters);
        users().erase(gone.id(), 0);
        User byWord = fixture().added("Yx \"x" + letters + "-II\"");
        fixture().added("yx" + letters);

        List<UserId> all = List.of(byUsername.id(), byWord.id(), byName.id());
        assertThat(found("X" + letters.toUpperCase(Locale.ROOT), 20)).isEqualTo(all);
        assertThat(found("@x" + letters, 20)).isEqualTo(all);
        assertThat(found("x" + letters, 1)).containsExactly(byUsername.id());
        assertThat(found("x" + letters, 2)).isEqualTo(all.subList(0, 2));
        assertThat(found("x" + letters + " ивАН", 20)).containsExactly(byName.id());
        assertThat(found("x" + letters + "-ii", 20)).containsExactly(byWord.id());
    }

    @Test
    void only_the_present_name_is_found() {
        String before = unique();
        String after = unique();
        User user = fixture().added("Anna " + before);
        assertThat(found(before, 20)).containsExactly(user.id());

        users().change(user.id(), Optional.of(new UserName("Anna " + after)), Optional.empty());

        assertThat(found(before, 20)).isEmpty();
        assertThat(found(after, 20)).containsExactly(user.id());
        users().erase(user.id(), 0);
        assertThat(found(after, 20)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ΝΙΚΟΣΤΡΑΤΟΣ, ΝΙΚΟΣ",
        "ΝΙΚΟΣ, νικοσ",
        "Νίκος, ΝΙΚΟΣ",
        "Straße, STRASSE",
        "STRASSE, straße",
        "STRAẞE, strasse",
        "İpek, ipek",
        "Ipek, İPEK",
        "Renée, RENEE",
        "Rene\u0301e, renée",
        "Łukasz, lukasz",
        "Ёлкин, елкин",
        "Ｗｉｄｅ, wide",
        "ﬁnn, FINN",
        "אָדָם, אדם",
        "محمّد, محمد"
    })
    void search_ignores_case_and_accents(String name, String query) {
        String letters = unique();
        User user = fixture().added(letters + name);

        assertThat(found(letters + query, 20)).containsExactly(user.id());
    }

    @Test
    void search_keeps_marks_that_make_another_letter() {
        String letters = unique();
        User andrei = fixture().added("Андрей" + letters);
        User kana = fixture().added("がく" + letters);

        assertThat(found("андреи" + letters, 20)).isEmpty();
        assertThat(found("АНДРЕЙ" + letters, 20)).containsExactly(andrei.id());
        assertThat(found("かく" + letters, 20)).isEmpty();
        assertThat(found("がく" + letters, 20)).containsExactly(kana.id());
    }

    @Test
    void one_character_that_is_a_word_is_a_valid_query() {
        // The characters are rare, so that the search does not find users of other tests first.
        User han = fixture().added("龘明");
        User hangul = fixture().added("뷁 선생");

        assertThat(found("龘", 20)).contains(han.id());
        assertThat(found("龘明", 20)).contains(han.id());
        assertThat(found("뷁", 20)).contains(hangul.id());
        assertThat(found("선", 20)).contains(hangul.id());
    }

    @Test
    void a_user_with_many_matching_words_does_not_hide_other_users() {
        String letters = unique();
        List<UserId> all = new ArrayList<>();
        String name = String.join(" ", Collections.nCopies(9, letters.substring(0, 6)));
        for (int i = 0; i < 20; i++) {
            all.add(fixture().added(name).id());
        }
        assertThat(found(letters.substring(0, 6), 20)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void an_email_is_found_by_any_spelling_of_its_host() {
        String local = unique();
        User user = added(new Email(local + "@пример.рф"));

        for (String spelling :
                List.of("@пример.рф", "@xn--e1afmkfd.xn--p1ai", "@ПРИМЕР.РФ", "@XN--E1AFMKFD.xn--p1ai", "@пример。рф")) {
            Email email = new Email(local + spelling);
            assertThat(users().credentials(email).orElseThrow().id()).isEqualTo(user.id());
            assertThat(found(local + spelling, 20)).containsExactly(user.id());
            assertThat(users().add(named(email))).isInstanceOf(Users.Added.EmailTaken.class);
        }
        assertThat(user.email().orElseThrow().value()).isEqualTo(local + "@xn--e1afmkfd.xn--p1ai");
    }

    @Test
    void characters_special_to_a_database_are_searched_literally() {
        String letters = unique();
        User user = fixture().added("%_" + letters);
        fixture().added("ab" + letters);

        assertThat(found("%_" + letters, 20)).containsExactly(user.id());
        assertThat(found("a%" + letters, 20)).isEmpty();
        assertThat(found("a_" + letters, 20)).isEmpty();
        assertThat(found("a\\b" + letters, 20)).isEmpty();
    }

    @Test
    void symbols_do_not_hide_adjacent_words() {
        String letters = unique();
        User user = fixture().added("😀" + letters + "★Ann");

        assertThat(found(letters, 20)).containsExactly(user.id());
        assertThat(found("😀" + letters, 20)).containsExactly(user.id());
        assertThat(found(letters + "★an", 20)).containsExactly(user.id());
    }

    @Test
    void users_are_found_in_order_of_name() {
        String letters = unique();
        for (String rest : List.of("C", "a", "b", "я", "\uFA0E", "\uD800\uDF00")) {
            fixture().added(letters + rest);
        }
        List<String> names = users().search(PeopleQuery.of(letters), 20).stream()
                .map(person -> person.name().value().substring(letters.length()))
                .toList();

        assertThat(names).containsExactly("a", "b", "C", "я", "\uFA0E", "\uD800\uDF00");
    }

    @Test
    void an_email_must_match_as_a_whole() {
        User user = fixture().added();
        String email = user.email().orElseThrow().value();

        assertThat(found(email, 20)).containsExactly(user.id());
        assertThat(found(email.substring(0, email.indexOf('@')), 20)).isEmpty();
        assertThat(found(email + "x", 20)).isEmpty();
    }

    private List<UserId> found(String query, int limit) {
        return users().search(PeopleQuery.of(query), limit).stream()
                .map(Person::id)
                .toList();
    }

    private User added(Email email) {
        Users.NewUser user = named(email);
        assertThat(users().add(user)).isInstanceOf(Users.Added.Done.class);
        return users().find(user.id()).orElseThrow();
    }

    private static Users.NewUser named(Email email) {
        return new Users.NewUser(
                new UserId(UUID.randomUUID()),
                new UserName("Ada"),
                email,
                new PasswordHash("hash"),
                AccountFixture.NOW);
    }
}
