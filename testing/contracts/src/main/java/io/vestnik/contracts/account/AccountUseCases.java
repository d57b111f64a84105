package io.vestnik.contracts.account;

import static io.vestnik.contracts.account.AccountFixture.email;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.account.AccountPorts;
import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.ChangePassword;
import io.vestnik.application.account.DeleteAccount;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.account.LogIn;
import io.vestnik.application.account.Refresh;
import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.Register;
import io.vestnik.application.account.Session;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.ClockedRuntime;
import io.vestnik.contracts.SteppingClock;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The use cases of accounts over the store under test, with a clock that a test sets and a hasher that counts its
/// calls.
abstract class AccountUseCases {
    static final ClientAddress HERE = new ClientAddress("192.0.2.1");
    static final ClientAddress THERE = new ClientAddress("192.0.2.2");
    static final String PASSWORD = "correct horse";

    final SteppingClock clock = new SteppingClock(AccountFixture.NOW);
    final CountingHasher hasher = new CountingHasher();
    final LocalNotificationBus bus = new LocalNotificationBus();
    final Queue<Notification> notifications = new ConcurrentLinkedQueue<>();
    final PlainTokens tokens = new PlainTokens(clock);
    final HashingPool hashing = new HashingPool(hasher, 1, SystemRuntime.INSTANCE);

    /// The users of the store under test. Other tests may use the same store.
    protected abstract Users users();

    /// The devices in the store under test.
    protected abstract Devices devices();

    /// The chats in the store under test.
    protected abstract Chats chats();

    @BeforeEach
    void listen() {
        bus.subscribe(notifications::add);
    }

    @AfterEach
    void stop() {
        hashing.close();
    }

    Accounts accounts(Limits limits, AccountSettings settings) {
        return Accounts.over(
                new AccountPorts(
                        users(),
                        devices(),
                        chats(),
                        hashing,
                        tokens,
                        tokens,
                        UUID::randomUUID,
                        bus,
                        new ClockedRuntime(clock)),
                RateLimits.of(limits, 10_000, this::nanos),
                settings);
    }

    long nanos() {
        return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }

    Accounts accounts() {
        return accounts(Limits.DEFAULT, AccountSettings.DEFAULT);
    }

    static Register.Outcome register(Accounts accounts, Email email, ClientAddress from) {
        return accounts.register()
                .register(new Register.Command(
                        new UserName("Alice"),
                        email,
                        new Password(PASSWORD),
                        Optional.of(new DeviceName("Phone")),
                        from));
    }

    static Session registered(Accounts accounts, Email email) {
        Register.Outcome outcome = register(accounts, email, HERE);
        assertThat(outcome).isInstanceOf(Register.Outcome.Registered.class);
        return ((Register.Outcome.Registered) outcome).session();
    }

    static LogIn.Outcome logIn(Accounts accounts, Email email, String password) {
        return logIn(accounts, email, password, HERE);
    }

    static LogIn.Outcome logIn(Accounts accounts, Email email, String password, ClientAddress from) {
        return accounts.logIn()
                .logIn(new LogIn.Command(
                        email, new PasswordAttempt(password), Optional.empty(), Optional.empty(), from));
    }

    static Session loggedIn(Accounts accounts, Email email, Optional<DeviceId> device) {
        LogIn.Outcome outcome = accounts.logIn()
                .logIn(new LogIn.Command(email, new PasswordAttempt(PASSWORD), device, Optional.empty(), HERE));
        assertThat(outcome).isInstanceOf(LogIn.Outcome.LoggedIn.class);
        return ((LogIn.Outcome.LoggedIn) outcome).session();
    }

    static Session refreshed(Accounts accounts, RefreshToken token) {
        Refresh.Outcome outcome = accounts.refresh().refresh(token);
        assertThat(outcome).isInstanceOf(Refresh.Outcome.Refreshed.class);
        return ((Refresh.Outcome.Refreshed) outcome).session();
    }

    static ChangePassword.Outcome changePassword(Accounts accounts, Session session, String current, String next) {
        return changePassword(accounts, session, current, next, HERE);
    }

    static ChangePassword.Outcome changePassword(
            Accounts accounts, Session session, String current, String next, ClientAddress address) {
        return accounts.changePassword()
                .change(new ChangePassword.Command(
                        session.userId(),
                        session.deviceId(),
                        new PasswordAttempt(current),
                        new Password(next),
                        address));
    }

    static DeleteAccount.Outcome delete(Accounts accounts, Session session, String password) {
        return delete(accounts, session, password, HERE);
    }

    static DeleteAccount.Outcome delete(Accounts accounts, Session session, String password, ClientAddress address) {
        return accounts.delete()
                .delete(new DeleteAccount.Command(
                        session.userId(), session.deviceId(), new PasswordAttempt(password), address));
    }

    ChatId group(Session owner, Set<Session> others) {
        ChatId id = new ChatId(UUID.randomUUID());
        assertThat(chats().createGroup(new Chats.GroupFounding(
                        id,
                        owner.userId(),
                        new ChatTitle("Group"),
                        others.stream().map(Session::userId).collect(Collectors.toSet()),
                        Optional.empty(),
                        200)))
                .isInstanceOf(Outcome.Done.class);
        return id;
    }
}
