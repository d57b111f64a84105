package io.vestnik.bootstrap;

import io.vestnik.demo.Demo;
import io.vestnik.domain.Page;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.Users;
import java.util.Locale;
import java.util.Optional;

/// Keeps demo data out of a database with other accounts, unless the operator agrees: the demo data adds logins with
/// public passwords, and users and chats that other users can find.
///
/// @param yes whether the operator has agreed on the command line
/// @param question asks the operator otherwise
record DemoConsent(boolean yes, Question question) {
    private static final int PAGE = 200;

    /// Where the count of the accounts ends. The exact number of a larger installation is of no use for the decision.
    private static final int COUNTED_MAX = 1_000;

    /// Whether the demo data may be written.
    ///
    /// @param place the database, as the operator knows it
    /// @throws StartFailedException if there are other accounts, and the operator cannot be asked
    boolean given(Users users, String place) {
        if (yes) {
            return true;
        }
        int others = others(users);
        if (others == 0) {
            return true;
        }
        String found = String.format(
                Locale.ROOT,
                "%s has %,d%s other %s",
                place,
                others,
                others < COUNTED_MAX ? "" : " or more",
                others == 1 ? "account" : "accounts");
        return question.confirm(found + ". Add the demo data, with public passwords?")
                .orElseThrow(() -> new StartFailedException(
                        found + "; add the demo data, with public passwords, by repeating the command with --yes"));
    }

    /// Counts the accounts that are not of the demo data, up to about [#COUNTED_MAX].
    private static int others(Users users) {
        int others = 0;
        Optional<Page<User>> page = Optional.of(users.list(PAGE, Optional.empty()));
        while (page.isPresent() && others < COUNTED_MAX) {
            others += (int) page.get().items().stream()
                    .filter(user -> user.email().filter(Demo::isDemoAccount).isEmpty())
                    .count();
            page = page.get().next().map(cursor -> users.list(PAGE, Optional.of(cursor)));
        }
        return others;
    }
}
