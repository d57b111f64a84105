package io.vestnik.contracts.account;

import static io.vestnik.contracts.account.AccountFixture.NOW;
import static io.vestnik.contracts.account.AccountFixture.atOnce;
import static io.vestnik.contracts.account.AccountFixture.email;
import static io.vestnik.contracts.account.AccountFixture.newUser;
import static io.vestnik.contracts.account.AccountFixture.unique;
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

/// The contract of every store of users.
public abstract class UsersContract {

    /// The users of the store under test. Other tests may use the same store.
    protected abstract Users users();

    /// The devices in the store under test.
    protected abstract Devices devices();

    private AccountFixture fixture() {
        return new AccountFixture(users(), devices());
    }

    @Test
    void an_added_account_is_found_by_id_and_by_email() {
        Email email = email();
        Users.NewUser wanted = newUser(email);

        assertThat(users().add(wanted)).isInstanceOf(Users.Added.Done.class);

        assertThat(users().find(wanted.id()))
                .contains(new User(
                        wanted.id(),
                        new UserName("Test User"),
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
    void one_of_many_concurrent_registrations_of_one_email_succeeds() {
        Email email = email();

        List<Users.Added> added = atOnce(8, () -> users().add(newUser(email)));

        assertThat(added).filteredOn(Users.Added.Done.class::isInstance).hasSize(1);
        assertThat(added).filteredOn(Users.Added.EmailTaken.class::isInstance).hasSize(7);
    }

    @Test
    void a_profile_change_affects_only_the_given_fields() {
        User user = fixture().added();
        Username username = new Username("u" + unique());

        users().change(user.id(), Optional.empty(), Optional.of(username));
        users().change(user.id(), Optional.of(new UserName("Another")), Optional.empty());

        assertThat(users().find(user.id()).orElseThrow().person())
                .isEqualTo(new Person(user.id(), new UserName("Another"), Optional.of(username), false));
    }

    @Test
    void a_username_is_unique_and_free_again_after_a_change() {
        User first = fixture().added();
        User second = fixture().added();
        Username username = new Username("u" + unique());
        users().change(first.id(), Optional.empty(), Optional.of(username));

        assertThat(users().change(second.id(), Optional.of(new UserName("Not this")), Optional.of(username)))
                .isEqualTo(new Users.Changed.UsernameTaken());
        assertThat(users().find(second.id()).orElseThrow().name()).isEqualTo(new UserName("Test User"));

        assertThat(users().change(first.id(), Optional.empty(), Optional.of(username)))
                .isInstanceOf(Users.Changed.Done.class);
        users().change(first.id(), Optional.empty(), Optional.of(new Username("v" + unique())));
        assertThat(users().change(second.id(), Optional.empty(), Optional.of(username)))
                .isInstanceOf(Users.Changed.Done.class);
    }

    @Test
    void one_of_many_concurrent_users_gets_a_username() {
        Username username = new Username("u" + unique());

        List<Users.Changed> changed =
                atOnce(8, () -> users().change(fixture().added().id(), Optional.empty(), Optional.of(username)));

        assertThat(changed).filteredOn(Users.Changed.Done.class::isInstance).hasSize(1);
    }

    @Test
    void a_missing_user_cannot_be_changed() {
        UserId missing = new UserId(UUID.randomUUID());

        assertThat(users().change(missing, Optional.of(new UserName("New name")), Optional.empty()))
                .isEqualTo(new Users.Changed.NoSuchUser());
        assertThat(users().find(missing)).isEmpty();
        assertThat(users().erase(missing, 0)).isEmpty();
        assertThat(users().disable(missing)).isEmpty();
        assertThat(users().enable(missing)).isFalse();
    }

    @Test
    void a_password_change_ends_other_devices_and_invalidates_proofs() {
        User user = fixture().added();
        DeviceId stays = fixture().opened(user.id()).id();
        DeviceId goes = fixture().opened(user.id()).id();

        Optional<List<DeviceId>> ended = users().changePassword(
                        new Users.NewPassword(user.id(), 0, new PasswordHash("next"), Optional.of(stays)));

        assertThat(ended).contains(List.of(goes));
        assertThat(devices().find(stays).orElseThrow().live()).isTrue();
        assertThat(devices().find(goes).orElseThrow().endReason()).contains(Device.EndReason.REVOKED);
        assertThat(users().credentials(user.id()).orElseThrow())
                .isEqualTo(new Credentials(user.id(), UserState.ACTIVE, new PasswordHash("next"), 1));
        assertThat(devices().open(AccountFixture.opening(user.id(), new DeviceId(UUID.randomUUID()), NOW)))
                .isEqualTo(new Devices.Opened.ProofOutdated());
    }

    @Test
    void one_of_many_concurrent_password_changes_succeeds() {
        User user = fixture().added();

        List<Optional<List<DeviceId>>> changed = atOnce(
                8,
                () -> users().changePassword(
                                new Users.NewPassword(user.id(), 0, new PasswordHash(unique()), Optional.empty())));

        assertThat(changed).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    void a_rehash_replaces_only_the_hash_it_saw_and_keeps_proofs_valid() {
        User user = fixture().added();

        users().rehash(user.id(), new PasswordHash("hash"), new PasswordHash("stronger"));
        users().rehash(user.id(), new PasswordHash("hash"), new PasswordHash("late"));

        assertThat(users().credentials(user.id()).orElseThrow())
                .isEqualTo(new Credentials(user.id(), UserState.ACTIVE, new PasswordHash("stronger"), 0));
    }

    @Test
    void an_erased_account_keeps_only_its_id() {
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

        assertThat(users().add(newUser(email))).isInstanceOf(Users.Added.Done.class);
        assertThat(users().change(fixture().added().id(), Optional.empty(), Optional.of(username)))
                .isInstanceOf(Users.Changed.Done.class);
    }

    @Test
    void a_disabled_account_keeps_everything_but_its_devices() {
        User user = fixture().added();
        DeviceId device = fixture().opened(user.id()).id();

        assertThat(users().disable(user.id())).contains(List.of(device));

        assertThat(users().credentials(user.id()).orElseThrow().state()).isEqualTo(UserState.DISABLED);
        assertThat(devices().find(device).orElseThrow().endReason()).contains(Device.EndReason.ACCOUNT_ENDED);
        assertThat(devices().open(AccountFixture.opening(user.id(), new DeviceId(UUID.randomUUID()), NOW)))
                .isEqualTo(new Devices.Opened.ProofOutdated());

        assertThat(users().enable(user.id())).isTrue();
        assertThat(users().find(user.id()).orElseThrow()).isEqualTo(user);
    }

    @Test
    void all_users_are_listed_page_by_page() {
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
