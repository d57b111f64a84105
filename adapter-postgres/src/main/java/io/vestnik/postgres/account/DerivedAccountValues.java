package io.vestnik.postgres.account;

import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.postgres.connection.Codecs;
import io.vestnik.postgres.connection.DirectConnections;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.connection.VestnikJdbi;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Updates the values that the application derives from names and emails, in accounts that an earlier release wrote.
/// Each transaction updates a bounded number of accounts, so it holds no lock for long. An interrupted update continues
/// with the accounts that are still outdated.
public final class DerivedAccountValues {
    /// The maximum number of accounts that one transaction updates. Such a transaction takes tens of milliseconds.
    private static final int PIECE = 500;

    /// The maximum number of attempts at one transaction. An attempt fails if, between its read and its update, a new
    /// account takes an email that the update would set.
    private static final int TRIES_MAX = 5;

    private static final String EMAIL_UNIQUE = "users_email";

    private static final String DOING = "updating names and emails";

    private static final Logger LOG = LoggerFactory.getLogger(DerivedAccountValues.class);

    private final PostgresSettings settings;
    private final BiConsumer<UserId, UserId> alike;

    /// @param erased whether an earlier release deleted the account and left its words in the search index
    private record Row(UserId id, UserName name, Optional<Email> email, boolean erased) {}

    /// @param settings the settings of the store; the update connects to the direct address of the database
    public DerivedAccountValues(PostgresSettings settings) {
        this(
                settings,
                (user, other) -> LOG.warn(
                        "event=emails_alike user={} other={} hint=\"each logs in with its own spelling\"",
                        user,
                        other));
    }

    /// @param alike receives the ids of two accounts whose emails have the same canonical form: first the account that
    ///     keeps another spelling of the email, then the account that has the canonical form
    public DerivedAccountValues(PostgresSettings settings, BiConsumer<UserId, UserId> alike) {
        this.settings = settings;
        this.alike = alike;
    }

    /// Updates all outdated accounts.
    ///
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached or the connection was
    ///     lost; committed updates stay
    public void update() {
        try (Connection connection = DirectConnections.open(settings, "vestnik-migration")) {
            Jdbi jdbi = Jdbi.create(connection).installPlugin(new VestnikJdbi());
            boolean more = true;
            while (more) {
                more = piece(jdbi);
            }
        } catch (JdbiException | SQLException e) {
            throw Failures.away(e)
                    ? Failures.unavailable(DOING, e)
                    : new IllegalStateException("failed while " + DOING, e);
        }
    }

    private boolean piece(Jdbi jdbi) {
        for (int attempt = 1; ; attempt++) {
            Map<UserId, UserId> pairs = new LinkedHashMap<>();
            try {
                boolean more = jdbi.inTransaction(handle -> piece(handle, pairs));
                pairs.forEach(alike);
                return more;
            } catch (JdbiException e) {
                if (attempt == TRIES_MAX || !Failures.violates(e, EMAIL_UNIQUE)) {
                    throw e;
                }
            }
        }
    }

    /// @return whether this transaction found outdated accounts; if so, there may be more
    private static boolean piece(Handle handle, Map<UserId, UserId> pairs) {
        List<Row> rows = handle.createQuery("""
            select id, name, email, password_hash is null as erased from users
            where words_of is distinct from case when password_hash is not null then name end
            order by id
            limit :piece
            for no key update\
            """)
                .bind("piece", PIECE)
                .map((row, context) -> new Row(
                        Codecs.USER_ID.get(row, "id"),
                        Codecs.USER_NAME.get(row, "name"),
                        Codecs.EMAIL.find(row, "email"),
                        row.getBoolean("erased")))
                .list();
        if (rows.isEmpty()) {
            return false;
        }
        Map<UserId, UserName> names = new LinkedHashMap<>();
        rows.stream().filter(row -> !row.erased()).forEach(row -> names.put(row.id(), row.name()));
        UserSearchIndex.replace(handle, names);
        UserSearchIndex.remove(
                handle, rows.stream().filter(Row::erased).map(Row::id).toList());
        rows.forEach(row -> row.email()
                .filter(email -> !email.canonical().equals(email.value()))
                .ifPresent(email -> makeCanonical(handle, row.id(), email, pairs)));
        return true;
    }

    /// Replaces the email of an account by its canonical form. If another account has the canonical form already, both
    /// accounts stay unchanged: each user logs in with the spelling with which the account was opened.
    private static void makeCanonical(Handle handle, UserId id, Email email, Map<UserId, UserId> pairs) {
        Optional<UserId> other = handle.createQuery("select id from users where email = :canonical")
                .bind("canonical", email.canonical())
                .mapTo(UserId.class)
                .findOne();
        if (other.isPresent()) {
            pairs.put(id, other.get());
            return;
        }
        handle.createUpdate("update users set email = :canonical where id = :id")
                .bind("canonical", email.canonical())
                .bind("id", id)
                .execute();
    }
}
