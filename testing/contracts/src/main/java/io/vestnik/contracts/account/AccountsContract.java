package io.vestnik.contracts.account;

import static io.vestnik.contracts.account.AccountFixture.atOnce;
import static io.vestnik.contracts.account.AccountFixture.email;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.Administer;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.account.ChangePassword;
import io.vestnik.application.account.DeleteAccount;
import io.vestnik.application.account.LogIn;
import io.vestnik.application.account.MembershipUpkeep;
import io.vestnik.application.account.Refresh;
import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.Register;
import io.vestnik.application.account.RevokeDevice;
import io.vestnik.application.account.Session;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The contract of the use cases of accounts, over any store.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class AccountsContract extends AccountUseCases {
    // Registering and logging in

    @Test
    void a_registered_user_is_logged_in() {
        Accounts accounts = accounts();

        Session session = registered(accounts, email());

        assertThat(accounts.authenticate().authenticate(session.accessToken()))
                .isEqualTo(new Authenticate.Outcome.Authenticated(
                        session.userId(), session.deviceId(), session.accessTokenExpiresAt()));
        assertThat(session.accessTokenExpiresAt())
                .isBefore(clock.instant().plus(Duration.ofMinutes(15)).plusMillis(1));
        assertThat(session.refreshTokenExpiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(60)));
    }

    @Test
    void an_email_registers_once_in_any_spelling() {
        Accounts accounts = accounts();
        Email email = email();
        registered(accounts, email);

        assertThat(register(accounts, new Email(" " + email.value().toUpperCase(Locale.ROOT) + " "), HERE))
                .isEqualTo(new Register.Outcome.EmailTaken());
    }

    @Test
    void with_closed_registration_only_the_operator_opens_accounts() {
        Accounts accounts = accounts(
                Limits.DEFAULT,
                new AccountSettings(AccountSettings.Registration.CLOSED, Duration.ofMinutes(15), Duration.ofDays(60)));
        Email email = email();

        assertThat(accounts.registration().registration()).isEqualTo(AccountSettings.Registration.CLOSED);
        assertThat(register(accounts, email, HERE)).isEqualTo(new Register.Outcome.Closed());
        assertThat(accounts.administer().add(new UserName("Alice"), email, new Password(PASSWORD)))
                .isInstanceOf(Users.Added.Done.class);
        assertThat(logIn(accounts, email, PASSWORD)).isInstanceOf(LogIn.Outcome.LoggedIn.class);
    }

    @Test
    void all_failed_logins_get_the_same_answer_for_the_same_work() {
        Accounts accounts = accounts();
        Email known = email();
        Email disabled = email();
        registered(accounts, known);
        registered(accounts, disabled);
        accounts.administer().disable(disabled);
        int before = hasher.verified();

        assertThat(logIn(accounts, known, "wrong")).isEqualTo(new LogIn.Outcome.BadCredentials());
        assertThat(hasher.verified()).isEqualTo(before + 1);
        assertThat(logIn(accounts, email(), "wrong")).isEqualTo(new LogIn.Outcome.BadCredentials());
        assertThat(hasher.verified()).isEqualTo(before + 2);
        assertThat(logIn(accounts, disabled, PASSWORD)).isEqualTo(new LogIn.Outcome.BadCredentials());
        assertThat(hasher.verified()).isEqualTo(before + 3);
    }

    @Test
    void a_login_rehashes_only_after_the_parameters_changed() {
        Accounts accounts = accounts();
        Email email = email();
        registered(accounts, email);
        hasher.strengthen();
        int before = hasher.hashed();

        assertThat(logIn(accounts, email, PASSWORD)).isInstanceOf(LogIn.Outcome.LoggedIn.class);
        assertThat(logIn(accounts, email, PASSWORD)).isInstanceOf(LogIn.Outcome.LoggedIn.class);

        assertThat(hasher.hashed()).isEqualTo(before + 1);
    }

    @Test
    void a_login_on_a_known_device_continues_it_and_ends_its_earlier_tokens() {
        Accounts accounts = accounts();
        Email email = email();
        Session first = registered(accounts, email);

        Session second = loggedIn(accounts, email, Optional.of(first.deviceId()));

        assertThat(second.deviceId()).isEqualTo(first.deviceId());
        assertThat(accounts.authenticate().authenticate(first.accessToken()))
                .isEqualTo(new Authenticate.Outcome.Expired());
        assertThat(accounts.refresh().refresh(first.refreshToken())).isEqualTo(new Refresh.Outcome.NotAuthenticated());
        assertThat(accounts.authenticate().authenticate(second.accessToken()))
                .isInstanceOf(Authenticate.Outcome.Authenticated.class);
        assertThat(notifications).containsExactly(new Notification.LoginReplaced(first.userId(), first.deviceId()));
    }

    @Test
    void a_login_on_another_users_or_an_ended_device_opens_a_new_device() {
        Accounts accounts = accounts();
        Email email = email();
        Session alice = registered(accounts, email);
        Session bob = registered(accounts, email());
        accounts.logOut().logOut(alice.userId(), alice.deviceId());

        for (DeviceId wanted : List.of(alice.deviceId(), bob.deviceId(), new DeviceId(UUID.randomUUID()))) {
            assertThat(loggedIn(accounts, email, Optional.of(wanted)).deviceId())
                    .isNotEqualTo(wanted);
        }
        assertThat(accounts.authenticate().authenticate(bob.accessToken()))
                .isInstanceOf(Authenticate.Outcome.Authenticated.class);
    }

    // Staying logged in

    @Test
    void a_lost_answer_ends_no_login() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());

        RefreshToken given = refreshed(accounts, session.refreshToken()).refreshToken();
        clock.step(Duration.ofSeconds(59));
        assertThat(refreshed(accounts, session.refreshToken()).refreshToken()).isEqualTo(given);
        clock.step(Duration.ofSeconds(2));
        RefreshToken another = refreshed(accounts, session.refreshToken()).refreshToken();

        assertThat(another).isNotEqualTo(given);
        refreshed(accounts, another);
    }

    @Test
    void a_token_presented_after_its_successor_was_used_ends_the_device() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());
        Session second = refreshed(accounts, session.refreshToken());
        Session third = refreshed(accounts, second.refreshToken());

        assertThat(accounts.refresh().refresh(session.refreshToken())).isEqualTo(new Refresh.Outcome.Reused());

        assertThat(accounts.refresh().refresh(third.refreshToken())).isEqualTo(new Refresh.Outcome.Reused());
        assertThat(accounts.authenticate().authenticate(third.accessToken()))
                .isEqualTo(new Authenticate.Outcome.DeviceEnded());
        assertThat(notifications).containsExactly(new Notification.DeviceEnded(session.userId(), session.deviceId()));
    }

    @Test
    void a_replaced_successor_ends_the_device() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());
        RefreshToken thief = refreshed(accounts, session.refreshToken()).refreshToken();
        clock.step(Duration.ofSeconds(61));
        RefreshToken owner = refreshed(accounts, session.refreshToken()).refreshToken();

        assertThat(accounts.refresh().refresh(thief)).isEqualTo(new Refresh.Outcome.Reused());
        assertThat(accounts.refresh().refresh(owner)).isEqualTo(new Refresh.Outcome.Reused());
    }

    @Test
    void concurrent_refreshes_with_one_token_end_no_login() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());

        List<Session> sessions = atOnce(8, () -> refreshed(accounts, session.refreshToken()));

        assertThat(sessions)
                .extracting(Session::refreshToken)
                .containsOnly(sessions.getFirst().refreshToken());
        refreshed(accounts, sessions.getFirst().refreshToken());
    }

    @Test
    void a_used_device_stays_logged_in() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());
        clock.step(Duration.ofDays(59));
        Session next = refreshed(accounts, session.refreshToken());
        clock.step(Duration.ofDays(59));
        Session last = refreshed(accounts, next.refreshToken());
        clock.step(Duration.ofDays(60));

        assertThat(accounts.refresh().refresh(last.refreshToken())).isEqualTo(new Refresh.Outcome.Expired());
    }

    @Test
    void a_malformed_refresh_token_is_rejected() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());
        String value = session.refreshToken().value();
        RefreshToken guessed = tokens.first(session.deviceId()).token();

        assertThat(accounts.refresh().refresh(new RefreshToken("x"))).isEqualTo(new Refresh.Outcome.NotAuthenticated());
        assertThat(accounts.refresh().refresh(guessed)).isEqualTo(new Refresh.Outcome.NotAuthenticated());
        assertThat(accounts.refresh().refresh(new RefreshToken(value))).isInstanceOf(Refresh.Outcome.Refreshed.class);
    }

    @Test
    void an_access_token_expires_at_its_stated_time() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());
        clock.step(Duration.ofMinutes(15));

        assertThat(accounts.authenticate().authenticate(session.accessToken()))
                .isEqualTo(new Authenticate.Outcome.Expired());
    }

    @Test
    void last_seen_of_a_device_is_precise_to_the_minute() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());
        clock.step(Duration.ofMinutes(10));

        accounts.authenticate().authenticate(session.accessToken());

        assertThat(accounts.devices().devices(session.userId()))
                .extracting(Device::lastSeenAt)
                .containsExactly(clock.instant());
    }

    // Logging out

    @Test
    void a_revoked_device_is_rejected_at_once() {
        Accounts accounts = accounts();
        Email email = email();
        Session stays = registered(accounts, email);
        Session goes = loggedIn(accounts, email, Optional.empty());
        accounts.authenticate().authenticate(goes.accessToken());

        assertThat(accounts.revoke().revoke(stays.userId(), goes.deviceId())).isEqualTo(RevokeDevice.Outcome.REVOKED);

        assertThat(accounts.authenticate().authenticate(goes.accessToken()))
                .isEqualTo(new Authenticate.Outcome.DeviceEnded());
        assertThat(accounts.refresh().refresh(goes.refreshToken())).isEqualTo(new Refresh.Outcome.NotAuthenticated());
        assertThat(notifications).containsExactly(new Notification.DeviceEnded(stays.userId(), goes.deviceId()));
        assertThat(accounts.devices().devices(stays.userId()))
                .extracting(Device::id)
                .containsExactly(stays.deviceId());
        assertThat(accounts.revoke().revoke(stays.userId(), goes.deviceId()))
                .isEqualTo(RevokeDevice.Outcome.DEVICE_NOT_FOUND);
    }

    @Test
    void a_user_cannot_revoke_another_users_device() {
        Accounts accounts = accounts();
        Session alice = registered(accounts, email());
        Session bob = registered(accounts, email());

        assertThat(accounts.revoke().revoke(alice.userId(), bob.deviceId()))
                .isEqualTo(RevokeDevice.Outcome.DEVICE_NOT_FOUND);
        assertThat(accounts.authenticate().authenticate(bob.accessToken()))
                .isInstanceOf(Authenticate.Outcome.Authenticated.class);
    }

    @Test
    void a_device_ended_on_another_node_is_rejected_within_seconds() {
        Accounts accounts = accounts();
        Email email = email();
        Session notified = registered(accounts, email);
        accounts.authenticate().authenticate(notified.accessToken());

        devices().end(notified.deviceId(), notified.userId(), Device.EndReason.REVOKED, clock.instant());
        bus.publish(new Notification.DeviceEnded(notified.userId(), notified.deviceId()));

        assertThat(accounts.authenticate().authenticate(notified.accessToken()))
                .isEqualTo(new Authenticate.Outcome.DeviceEnded());
        assertThat(accounts.ended().ended(Set.of(notified.deviceId()))).containsExactly(notified.deviceId());
    }

    @Test
    void a_password_change_ends_all_other_devices() {
        Accounts accounts = accounts();
        Email email = email();
        Session here = registered(accounts, email);
        Session elsewhere = loggedIn(accounts, email, Optional.empty());

        assertThat(changePassword(accounts, here, "wrong", "another horse"))
                .isEqualTo(new ChangePassword.Outcome.BadCredentials());
        assertThat(changePassword(accounts, here, PASSWORD, "another horse"))
                .isEqualTo(new ChangePassword.Outcome.Changed());

        assertThat(accounts.authenticate().authenticate(here.accessToken()))
                .isInstanceOf(Authenticate.Outcome.Authenticated.class);
        refreshed(accounts, here.refreshToken());
        assertThat(accounts.authenticate().authenticate(elsewhere.accessToken()))
                .isEqualTo(new Authenticate.Outcome.DeviceEnded());
        assertThat(accounts.refresh().refresh(elsewhere.refreshToken()))
                .isEqualTo(new Refresh.Outcome.NotAuthenticated());
        assertThat(notifications).containsExactly(new Notification.DeviceEnded(here.userId(), elsewhere.deviceId()));
        assertThat(logIn(accounts, email, PASSWORD)).isEqualTo(new LogIn.Outcome.BadCredentials());
        assertThat(logIn(accounts, email, "another horse")).isInstanceOf(LogIn.Outcome.LoggedIn.class);
    }

    @Test
    void the_operator_sets_passwords_and_disables_accounts() {
        Accounts accounts = accounts();
        Email email = email();
        Session session = registered(accounts, email);

        assertThat(accounts.administer().password(email, new Password("another horse")))
                .isEqualTo(Administer.Done.DONE);
        assertThat(accounts.authenticate().authenticate(session.accessToken()))
                .isEqualTo(new Authenticate.Outcome.DeviceEnded());
        assertThat(logIn(accounts, email, "another horse")).isInstanceOf(LogIn.Outcome.LoggedIn.class);

        assertThat(accounts.administer().disable(email)).isEqualTo(Administer.Done.DONE);
        assertThat(logIn(accounts, email, "another horse")).isEqualTo(new LogIn.Outcome.BadCredentials());
        assertThat(accounts.administer().enable(email)).isEqualTo(Administer.Done.DONE);
        assertThat(logIn(accounts, email, "another horse")).isInstanceOf(LogIn.Outcome.LoggedIn.class);
        assertThat(accounts.administer().disable(email())).isEqualTo(Administer.Done.USER_NOT_FOUND);
    }

    // Deleting accounts

    @Test
    void a_deleted_account_leaves_its_groups_and_keeps_no_personal_data() {
        Accounts accounts = accounts();
        Email email = email();
        Session alice = registered(accounts, email);
        Session bob = registered(accounts, email());
        ChatId shared = group(alice, Set.of(bob));
        ChatId alone = group(alice, Set.of());

        assertThat(delete(accounts, alice, "wrong")).isEqualTo(new DeleteAccount.Outcome.BadCredentials());
        assertThat(delete(accounts, alice, PASSWORD)).isEqualTo(new DeleteAccount.Outcome.Deleted());

        assertThat(accounts.profile().profile(alice.userId())).isEmpty();
        assertThat(accounts.authenticate().authenticate(alice.accessToken()))
                .isEqualTo(new Authenticate.Outcome.DeviceEnded());
        assertThat(accounts.refresh().refresh(alice.refreshToken())).isEqualTo(new Refresh.Outcome.NotAuthenticated());
        MembershipUpkeep upkeep = MembershipUpkeep.start(chats(), SystemRuntime.INSTANCE, new RecordedErrors());
        try {
            await().until(() -> chats().snapshots(alice.userId()).isEmpty());
        } finally {
            upkeep.close();
        }
        assertThat(chats().find(shared, bob.userId()).map(view -> view.me().role()))
                .isEqualTo(Outcome.done(Optional.of(Role.OWNER)));
        assertThat(chats().find(alone, alice.userId())).isInstanceOf(Outcome.Refused.class);
        assertThat(notifications)
                .contains(
                        new Notification.DeviceEnded(alice.userId(), alice.deviceId()),
                        new Notification.Renamed(alice.userId(), UserName.OF_THE_DELETED, Optional.empty()));
        registered(accounts, email);
    }

    // Names

    @Test
    void only_a_changed_name_is_published() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());
        Username username = new Username("u" + AccountFixture.unique());

        accounts.changeProfile().change(session.userId(), Optional.of(new UserName("Alice")), Optional.empty());
        assertThat(notifications).isEmpty();
        accounts.changeProfile().change(session.userId(), Optional.of(new UserName("Alicia")), Optional.of(username));
        assertThat(notifications)
                .containsExactly(new Notification.Renamed(
                        session.userId(), new UserName("Alicia"), Optional.of(username.value())));
    }

    // Limits

    @Nested
    final class WhenLimited extends AccountLimitsContract {
        @Override
        protected Users users() {
            return AccountsContract.this.users();
        }

        @Override
        protected Devices devices() {
            return AccountsContract.this.devices();
        }

        @Override
        protected Chats chats() {
            return AccountsContract.this.chats();
        }
    }
}
