package io.vestnik.testkit.account;

import static io.vestnik.testkit.account.AccountFixture.NOW;
import static io.vestnik.testkit.account.AccountFixture.atOnce;
import static io.vestnik.testkit.account.AccountFixture.email;
import static io.vestnik.testkit.account.AccountFixture.somebody;
import static io.vestnik.testkit.account.AccountFixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import io.vestnik.domain.user.Users.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a store of people must do.
public abstract class UsersContract {

    /// The store to try; others may use it too.
    protected abstract Users users();

    /// The devices of the same store.
    protected abstract Devices devices();

    private AccountFixture fixture() {
        return new AccountFixture(users(), devices());
    }

    @Test
    void an_added_account_is_found_by_id_and_by_email() {
        Email email = email();
        Users.NewUser wanted = somebody(email);

        assertThat(users().add(wanted)).isInstanceOf(Users.Added.Done.class);

        assertThat(users().find(wanted.id()))
                .contains(new User(
                        wanted.id(),
                        new UserName("Somebody"),
                        Optional.empty(),
                        Optional.of(email),
                        UserState.ACTIVE,
                        NOW));
        Credentials credentials =
                new Credentials(wanted.id(), UserState.ACTIVE, new PasswordHash("hash"), Credentials.FIRST_VERSION);
        assertThat(users().credentials(email)).contains(credentials);
        assertThat(users().credentials(wanted.id())).contains(credentials);
    }

    @Test
    void of_many_registrations_of_one_email_at_once_one_succeeds() {
        Email email = email();

        List<Users.Added> added = atOnce(8, () -> users().add(somebody(email)));

        assertThat(added).filteredOn(Users.Added.Done.class::isInstance).hasSize(1);
        assertThat(added).filteredOn(Users.Added.EmailTaken.class::isInstance).hasSize(7);
    }

    @Test
    void a_profile_changes_in_what_is_given() {
        User user = fixture().added();
        Username username = new Username("u" + unique());

        users().change(user.id(), Optional.empty(), Optional.of(username));
        users().change(user.id(), Optional.of(new UserName("Another")), Optional.empty());

        assertThat(users().find(user.id()).orElseThrow().person())
                .isEqualTo(new Person(user.id(), new UserName("Another"), Optional.of(username), false));
    }

    @Test
    void a_username_belongs_to_one_and_is_free_again_when_given_up() {
        User first = fixture().added();
        User second = fixture().added();
        Username username = new Username("u" + unique());
        users().change(first.id(), Optional.empty(), Optional.of(username));

        assertThat(users().change(second.id(), Optional.of(new UserName("Not this")), Optional.of(username)))
                .isEqualTo(new Users.Changed.UsernameTaken());
        assertThat(users().find(second.id()).orElseThrow().name()).isEqualTo(new UserName("Somebody"));

        assertThat(users().change(first.id(), Optional.empty(), Optional.of(username)))
                .isInstanceOf(Users.Changed.Done.class);
        users().change(first.id(), Optional.empty(), Optional.of(new Username("v" + unique())));
        assertThat(users().change(second.id(), Optional.empty(), Optional.of(username)))
                .isInstanceOf(Users.Changed.Done.class);
    }

    @Test
    void of_many_who_take_one_username_at_once_one_gets_it() {
        Username username = new Username("u" + unique());

        List<Users.Changed> changed =
                atOnce(8, () -> users().change(fixture().added().id(), Optional.empty(), Optional.of(username)));

        assertThat(changed).filteredOn(Users.Changed.Done.class::isInstance).hasSize(1);
    }

    @Test
    void nobody_who_does_not_exist_changes() {
        UserId nobody = new UserId(UUID.randomUUID());

        assertThat(users().change(nobody, Optional.of(new UserName("Nobody")), Optional.empty()))
                .isEqualTo(new Users.Changed.NoSuchUser());
        assertThat(users().find(nobody)).isEmpty();
        assertThat(users().erase(nobody, 0)).isEmpty();
        assertThat(users().disable(nobody)).isEmpty();
        assertThat(users().enable(nobody)).isFalse();
    }

    @Test
    void another_password_ends_the_other_devices_and_outdates_proofs() {
        User user = fixture().added();
        DeviceId stays = fixture().opened(user.id()).id();
        DeviceId goes = fixture().opened(user.id()).id();

        Optional<List<DeviceId>> ended = users().changePassword(
                        new Users.NewPassword(user.id(), 0, new PasswordHash("next"), Optional.of(stays)));

        assertThat(ended).contains(List.of(goes));
        assertThat(devices().find(stays).orElseThrow().live()).isTrue();
        assertThat(devices().find(goes).orElseThrow().ending()).contains(Device.Ending.REVOKED);
        assertThat(users().credentials(user.id()).orElseThrow())
                .isEqualTo(new Credentials(user.id(), UserState.ACTIVE, new PasswordHash("next"), 1));
        assertThat(devices().open(AccountFixture.opening(user.id(), new DeviceId(UUID.randomUUID()), NOW)))
                .isEqualTo(new Devices.Opened.ProofOutdated());
    }

    @Test
    void of_many_password_changes_at_once_one_succeeds() {
        User user = fixture().added();

        List<Optional<List<DeviceId>>> changed = atOnce(
                8,
                () -> users().changePassword(
                                new Users.NewPassword(user.id(), 0, new PasswordHash(unique()), Optional.empty())));

        assertThat(changed).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void a_rehash_takes_effect_on_the_hash_it_saw_and_outdates_nothing() {
        User user = fixture().added();

        users().rehash(user.id(), new PasswordHash("hash"), new PasswordHash("stronger"));
        users().rehash(user.id(), new PasswordHash("hash"), new PasswordHash("late"));

        assertThat(users().credentials(user.id()).orElseThrow())
                .isEqualTo(new Credentials(user.id(), UserState.ACTIVE, new PasswordHash("stronger"), 0));
    }

    @Test
    void an_erased_account_leaves_nothing_but_its_id() {
        User user = fixture().added("Very Personal");
        Email email = user.email().orElseThrow();
        Username username = new Username("u" + unique());
        users().change(user.id(), Optional.empty(), Optional.of(username));
        DeviceId device = fixture().opened(user.id()).id();

        assertThat(users().erase(user.id(), 0)).contains(List.of(device));

        assertThat(users().find(user.id()).orElseThrow())
                .isEqualTo(new User(
                        user.id(),
                        UserName.OF_THE_DELETED,
                        Optional.empty(),
                        Optional.empty(),
                        UserState.DELETED,
                        NOW));
        assertThat(users().credentials(user.id())).isEmpty();
        assertThat(users().credentials(email)).isEmpty();
        assertThat(devices().notLive(List.of(device))).containsExactly(device);
        assertThat(devices().liveOf(user.id())).isEmpty();
        assertThat(users().people(List.of(user.id())))
                .containsExactly(new Person(user.id(), UserName.OF_THE_DELETED, Optional.empty(), true));
        assertThat(users().erase(user.id(), 0)).isEmpty();
        assertThat(users().change(user.id(), Optional.of(new UserName("Back")), Optional.empty()))
                .isEqualTo(new Users.Changed.NoSuchUser());

        assertThat(users().add(somebody(email))).isInstanceOf(Users.Added.Done.class);
        assertThat(users().change(fixture().added().id(), Optional.empty(), Optional.of(username)))
                .isInstanceOf(Users.Changed.Done.class);
    }

    @Test
    void who_is_shut_out_keeps_everything_but_the_devices() {
        User user = fixture().added();
        DeviceId device = fixture().opened(user.id()).id();

        assertThat(users().disable(user.id())).contains(List.of(device));

        assertThat(users().credentials(user.id()).orElseThrow().state()).isEqualTo(UserState.DISABLED);
        assertThat(devices().find(device).orElseThrow().ending()).contains(Device.Ending.ACCOUNT_ENDED);
        assertThat(devices().open(AccountFixture.opening(user.id(), new DeviceId(UUID.randomUUID()), NOW)))
                .isEqualTo(new Devices.Opened.ProofOutdated());

        assertThat(users().enable(user.id())).isTrue();
        assertThat(users().find(user.id()).orElseThrow()).isEqualTo(user);
    }

    @Test
    void everybody_is_listed_page_by_page() {
        List<UserId> added = List.of(
                fixture().added().id(),
                fixture().added().id(),
                fixture().added().id());
        User gone = fixture().added();
        users().erase(gone.id(), 0);

        List<UserId> listed = new ArrayList<>();
        Optional<PageCursor> cursor = Optional.empty();
        do {
            Page<User> page = users().list(2, cursor);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            page.items().forEach(user -> listed.add(user.id()));
            cursor = page.next();
        } while (cursor.isPresent());

        assertThat(listed).containsAll(added).doesNotHaveDuplicates().doesNotContain(gone.id());
    }
}
