package io.vestnik.demo;

import io.vestnik.application.account.PasswordHasher;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Creates the accounts. Three of them have the published password. The others share a random password that is not
/// kept.
final class DemoAccounts {
    /// The published password. The output of the command, and a warning of a server that other machines can reach, tell
    /// the operator to disable the accounts with this password.
    static final String PASSWORD = "vestnik demo";

    /// The part of an email address that all demo accounts have in common.
    private static final Pattern ADDRESS = Pattern.compile(".+@demo(--?\\d+)?\\.example");

    private static final int UNKNOWN_PASSWORD_BYTES = 24;

    private final DemoPorts ports;
    private final Instant since;
    private int added;

    /// @param since the time at which the users are registered
    DemoAccounts(DemoPorts ports, Instant since) {
        this.ports = ports;
        this.since = since;
    }

    /// Creates the missing users and returns the ids of all users, in the order of `people`.
    List<UserId> create(List<DemoUser> people, DemoPlan plan) {
        PasswordHash published = ports.hasher().hash(new Password(PASSWORD));
        PasswordHash unknown = ports.hasher().hash(new Password(unknownPassword()));
        List<UserId> ids = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            ids.add(create(people.get(i), plan, i < MemberAssignment.LOGINS ? published : unknown));
        }
        return ids;
    }

    /// Whether an email is one of a demo account, of any seed.
    static boolean isDemoAccount(Email email) {
        return ADDRESS.matcher(email.value()).matches();
    }

    /// Whether a client can log in to an account with the published password.
    static boolean isPublic(Users.Credentials account, PasswordHasher hasher) {
        return account.state() == UserState.ACTIVE
                && hasher.verify(new PasswordAttempt(PASSWORD), Optional.of(account.password()))
                        != PasswordHasher.Match.NO;
    }

    int added() {
        return added;
    }

    /// The email address of a user. The domain is reserved for examples (RFC 2606), so that no mail reaches a real
    /// person.
    static Email email(DemoUser user, DemoPlan plan) {
        String seed = plan.seed() == DemoPlan.DEFAULT_SEED ? "" : "-" + plan.seed();
        return new Email(String.format(Locale.ROOT, "%s@demo%s.example", user.address(), seed));
    }

    private UserId create(DemoUser user, DemoPlan plan, PasswordHash password) {
        Email email = email(user, plan);
        Users.NewUser account =
                new Users.NewUser(new UserId(ports.ids().next()), new UserName(user.name()), email, password, since);
        return switch (ports.users().add(account)) {
            case Users.Added.Done(User stored) -> {
                added++;
                ports.users().change(stored.id(), Optional.empty(), Optional.of(username(user)));
                yield stored.id();
            }
            case Users.Added.EmailTaken() ->
                ports.users().credentials(email).orElseThrow().id();
        };
    }

    /// A username for a new account. If it is taken, the account has no username.
    private static Username username(DemoUser user) {
        String wanted = user.address().replace('.', '_');
        return new Username(wanted.substring(0, Math.min(wanted.length(), Username.LENGTH_MAX)));
    }

    private static String unknownPassword() {
        byte[] bytes = new byte[UNKNOWN_PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new String(Base64.getUrlEncoder().encode(bytes), StandardCharsets.US_ASCII);
    }
}
