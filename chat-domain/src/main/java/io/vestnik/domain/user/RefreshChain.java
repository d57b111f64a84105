package io.vestnik.domain.user;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// The refresh tokens of one login on one device, each the successor of the one before; only digests of the last two
/// are known.
///
/// A token may be shown again as long as its successor was not: an answer that got lost logs nobody out. The first use
/// of the successor ends it. Whoever shows any other token of the chain has, or had, a copy: the chain ends, for both.
///
/// @param family what all tokens of the chain have in common, so that an old one is known as one of them
/// @param current the token that may be shown
/// @param successor what was given for it
/// @param expiresAt when neither may be shown any more
public record RefreshChain(TokenHash family, TokenHash current, Optional<Successor> successor, Instant expiresAt) {
    /// How long the same successor is given again: two tabs, or a client that repeats a request, agree within that
    /// time.
    public static final Duration SAME_SUCCESSOR_FOR = Duration.ofSeconds(60);

    /// A token given in exchange for another, and not yet used.
    ///
    /// @param token its digest
    /// @param seed what, together with the token it was given for and a secret of the server's, makes it again
    /// @param since when it was first given
    public record Successor(TokenHash token, String seed, Instant since) {}

    /// A token that somebody shows.
    public record Shown(TokenHash family, TokenHash token) {}

    /// Decides what becomes of the chain when a token is shown.
    ///
    /// @param fresh a successor of the shown token, to be given if it takes a new one
    /// @param canBeMadeAgain whether a successor given before can be given again: the server's secret may have changed
    /// @param lifetime how long from now the chain lasts when it goes on
    public Decision show(Shown shown, Successor fresh, Predicate<Successor> canBeMadeAgain, Duration lifetime) {
        Instant now = fresh.since();
        if (!shown.family().equals(family)) {
            return new Decision.Foreign();
        }
        boolean isCurrent = shown.token().equals(current);
        boolean isSuccessor =
                successor.filter(given -> given.token().equals(shown.token())).isPresent();
        if (!isCurrent && !isSuccessor) {
            return new Decision.Reused();
        }
        if (!now.isBefore(expiresAt)) {
            return new Decision.Expired();
        }
        Optional<Successor> again = successor
                .filter(given -> isCurrent && now.isBefore(given.since().plus(SAME_SUCCESSOR_FOR)))
                .filter(canBeMadeAgain);
        return again.<Decision>map(given -> new Decision.Handed(this, given))
                .orElseGet(() -> new Decision.Handed(
                        new RefreshChain(family, shown.token(), Optional.of(fresh), now.plus(lifetime)), fresh));
    }

    /// What becomes of a chain.
    public sealed interface Decision {
        /// It goes on.
        ///
        /// @param next the chain as it is from now on
        /// @param successor what to give
        record Handed(RefreshChain next, Successor successor) implements Decision {}

        /// It has lasted too long.
        record Expired() implements Decision {}

        /// It is over: the token had been used before.
        record Reused() implements Decision {}

        /// The token is of no chain, or of one that a later login put an end to.
        record Foreign() implements Decision {}
    }
}
