package io.vestnik.demo;

import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
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

/// Opens the accounts. Three have a password that is told; nobody knows the others'.
final class Neighbourhood {
    /// Told to whoever runs this; the command says to shut these accounts out before strangers come.
    static final String PASSWORD = "vestnik demo";

    private static final int UNKNOWN_PASSWORD_BYTES = 24;

    private final DemoPorts ports;
    private final Instant since;
    private int added;

    /// @param since when they came
    Neighbourhood(DemoPorts ports, Instant since) {
        this.ports = ports;
        this.since = since;
    }

    /// Their ids, in order; those who are there already keep theirs.
    List<UserId> settle(List<Sketch> people, DemoPlan plan) {
        PasswordHash told = ports.hasher().hash(new Password(PASSWORD));
        PasswordHash unknown = ports.hasher().hash(new Password(unknownPassword()));
        List<UserId> ids = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            ids.add(settle(people.get(i), plan, i < Casting.LOGINS ? told : unknown));
        }
        return ids;
    }

    int added() {
        return added;
    }

    /// Addresses under a name that is kept for examples (RFC 2606), so that no mail ever reaches a stranger.
    static Email email(Sketch sketch, DemoPlan plan) {
        return new Email(String.format(
                Locale.ROOT, "%s@demo%s.example", sketch.address(), plan.seed() == 1 ? "" : "-" + plan.seed()));
    }

    private UserId settle(Sketch sketch, DemoPlan plan, PasswordHash password) {
        Email email = email(sketch, plan);
        Users.NewUser account =
                new Users.NewUser(new UserId(ports.ids().next()), new UserName(sketch.name()), email, password, since);
        return switch (ports.users().add(account)) {
            case Users.Added.Done(User user) -> {
                added++;
                ports.users().change(user.id(), Optional.empty(), Optional.of(username(sketch)));
                yield user.id();
            }
            case Users.Added.EmailTaken() ->
                ports.users().credentials(email).orElseThrow().id();
        };
    }

    /// Where somebody else has it, the account goes without.
    private static Username username(Sketch sketch) {
        String wanted = sketch.address().replace('.', '_');
        return new Username(wanted.substring(0, Math.min(wanted.length(), Username.LENGTH_MAX)));
    }

    private static String unknownPassword() {
        byte[] bytes = new byte[UNKNOWN_PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new String(Base64.getUrlEncoder().encode(bytes), StandardCharsets.US_ASCII);
    }
}
