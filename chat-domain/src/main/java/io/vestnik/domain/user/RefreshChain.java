package io.vestnik.domain.user;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// The refresh tokens of one login on one device, each the successor of the one before. Only digests of the last two
/// are known.
///
/// A token may be presented again until its successor was used, so a lost answer ends no login. The first use of the
/// successor invalidates the token. Any other token of the chain proves that a copy exists: the chain ends for both
/// holders.
///
/// @param family the common part of all tokens of the chain, by which an old token is recognised
/// @param current the token that may be presented
/// @param successor the token issued in exchange for it
/// @param expiresAt when neither is accepted any more
public record RefreshChain(TokenHash family, TokenHash current, Optional<Successor> successor, Instant expiresAt) {
    /// How long the same successor is issued again. Two tabs, or a client that repeats a request, get the same token
    /// within that time.
    public static final Duration SAME_SUCCESSOR_FOR = Duration.ofSeconds(60);

    /// A token issued in exchange for another, and not yet used.
    ///
    /// @param token its digest
    /// @param seed with the exchanged token and a secret of the server, this recreates the token
    /// @param since when it was first issued
    public record Successor(TokenHash token, String seed, Instant since) {}

    /// A refresh token as presented by a client.
    public record Shown(TokenHash family, TokenHash token) {}

    /// Decides on the chain when a token is presented.
    ///
    /// @param fresh the successor of the presented token, issued if a new one is needed
    /// @param canBeMadeAgain whether an issued successor can be recreated: the server's secret may have changed
    /// @param lifetime how long from now the chain lasts when it continues
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

    /// The decision on a chain.
    public sealed interface Decision {
        /// The chain continues.
        ///
        /// @param next the chain from now on
        /// @param successor the token to issue
        record Handed(RefreshChain next, Successor successor) implements Decision {}

        /// The chain has expired.
        record Expired() implements Decision {}

        /// The chain ends because the token had been used before.
        record Reused() implements Decision {}

        /// The token belongs to no chain, or to one that a later login replaced.
        record Foreign() implements Decision {}
    }
}
