package io.vestnik.contracts.account;

import static io.vestnik.contracts.account.AccountFixture.atOnce;
import static io.vestnik.contracts.account.AccountFixture.email;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.account.ChangePassword;
import io.vestnik.application.account.DeleteAccount;
import io.vestnik.application.account.FindPeople;
import io.vestnik.application.account.LogIn;
import io.vestnik.application.account.Register;
import io.vestnik.application.account.Session;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.Limits;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PeopleQuery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The limits on logins, passwords, registrations and searches, over any store.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class AccountLimitsContract extends AccountUseCases {
    @Test
    void only_failures_are_limited_by_account_and_address() {
        Accounts accounts = accounts();
        Email email = email();
        registered(accounts, email);
        for (int i = 0; i < 2 * Limits.DEFAULT.failedLoginsPerMinute(); i++) {
            assertThat(logIn(accounts, email, PASSWORD)).isInstanceOf(LogIn.Outcome.LoggedIn.class);
        }
        for (int i = 0; i < Limits.DEFAULT.failedLoginsPerMinute(); i++) {
            assertThat(logIn(accounts, email, "wrong")).isEqualTo(new LogIn.Outcome.BadCredentials());
        }
        int before = hasher.verified();

        assertThat(logIn(accounts, email, PASSWORD))
                .isInstanceOfSatisfying(
                        LogIn.Outcome.TooMany.class,
                        tooMany -> assertThat(tooMany.retryAfter())
                                .isPositive()
                                .isLessThanOrEqualTo(Duration.ofSeconds(3)));
        assertThat(hasher.verified()).isEqualTo(before);
        assertThat(logIn(accounts, email, PASSWORD, THERE)).isInstanceOf(LogIn.Outcome.LoggedIn.class);
        clock.step(Duration.ofSeconds(3));
        assertThat(logIn(accounts, email, PASSWORD)).isInstanceOf(LogIn.Outcome.LoggedIn.class);
    }

    @Test
    void failures_are_limited_by_address_over_all_accounts() {
        Accounts accounts = accounts();
        for (int i = 0; i < 3 * Limits.DEFAULT.failedLoginsPerMinute(); i++) {
            assertThat(logIn(accounts, email(), "wrong")).isEqualTo(new LogIn.Outcome.BadCredentials());
        }
        assertThat(logIn(accounts, email(), "wrong")).isInstanceOf(LogIn.Outcome.TooMany.class);
        assertThat(logIn(accounts, email(), "wrong", THERE)).isEqualTo(new LogIn.Outcome.BadCredentials());
    }

    @Test
    void wrong_passwords_on_a_device_are_limited_over_all_addresses() {
        Accounts accounts = accounts();
        Email email = email();
        Session phone = registered(accounts, email);
        for (int i = 0; i < Limits.DEFAULT.failedLoginsPerMinute(); i++) {
            ClientAddress another = new ClientAddress("198.51.100." + i);
            if (i % 2 == 0) {
                assertThat(changePassword(accounts, phone, "wrong", "another horse", another))
                        .isEqualTo(new ChangePassword.Outcome.BadCredentials());
            } else {
                assertThat(delete(accounts, phone, "wrong", another))
                        .isEqualTo(new DeleteAccount.Outcome.BadCredentials());
            }
        }
        int before = hasher.verified();

        assertThat(changePassword(accounts, phone, PASSWORD, "another horse", HERE))
                .isInstanceOf(ChangePassword.Outcome.TooMany.class);
        assertThat(delete(accounts, phone, PASSWORD, HERE)).isInstanceOf(DeleteAccount.Outcome.TooMany.class);
        assertThat(hasher.verified()).isEqualTo(before);
        assertThat(accounts.authenticate().authenticate(phone.accessToken()))
                .isInstanceOf(Authenticate.Outcome.Authenticated.class);

        // The owner can log in and change the password.
        Session laptop = ((LogIn.Outcome.LoggedIn) logIn(accounts, email, PASSWORD)).session();
        assertThat(changePassword(accounts, laptop, PASSWORD, "another horse", HERE))
                .isEqualTo(new ChangePassword.Outcome.Changed());
    }

    @Test
    void concurrent_guesses_are_limited_like_sequential_ones() {
        Accounts accounts = accounts();
        Email email = email();
        registered(accounts, email);

        List<LogIn.Outcome> outcomes = atOnce(40, () -> logIn(accounts, email, "wrong"));

        assertThat(outcomes)
                .filteredOn(LogIn.Outcome.BadCredentials.class::isInstance)
                .hasSize(Limits.DEFAULT.failedLoginsPerMinute());
    }

    @Test
    void registrations_are_limited_by_address() {
        Accounts accounts = accounts();
        for (int i = 0; i < Limits.DEFAULT.registrationsPerMinute(); i++) {
            registered(accounts, email());
        }
        assertThat(register(accounts, email(), HERE)).isInstanceOf(Register.Outcome.TooMany.class);
        assertThat(register(accounts, email(), THERE)).isInstanceOf(Register.Outcome.Registered.class);
    }

    @Test
    void searches_are_limited_by_user() {
        Accounts accounts = accounts();
        Session session = registered(accounts, email());
        for (int i = 0; i < Limits.DEFAULT.searchesPerMinute(); i++) {
            assertThat(accounts.find().find(session.userId(), PeopleQuery.of("alice"), 20))
                    .isInstanceOf(FindPeople.Outcome.Found.class);
        }
        assertThat(accounts.find().find(session.userId(), PeopleQuery.of("alice"), 20))
                .isInstanceOf(FindPeople.Outcome.TooMany.class);
    }

    @Test
    void a_flood_of_logins_is_rejected_without_ending_sessions() {
        Accounts accounts = accounts(new Limits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), AccountSettings.DEFAULT);
        Session session = registered(accounts, email());
        hasher.hold();

        List<LogIn.Outcome> outcomes = atOnce(100, () -> logIn(accounts, email(), "wrong"));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(LogIn.Outcome.TooMany.class));
        assertThat(accounts.authenticate().authenticate(session.accessToken()))
                .isInstanceOf(Authenticate.Outcome.Authenticated.class);
        int before = hasher.verified();
        hasher.release();
        assertThat(logIn(accounts, email(), "wrong")).isEqualTo(new LogIn.Outcome.BadCredentials());
        // At most two comparisons end after the release: the comparison that was in progress, and the comparison of the
        // last login. The other logins of the flood were rejected before their passwords were compared.
        assertThat(hasher.verified()).isLessThanOrEqualTo(before + 2);
    }
}
