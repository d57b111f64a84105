package io.vestnik.domain.user;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// The refresh tokens of one login on one device: each token is the successor of the previous one. Only digests of the
/// last two tokens are stored.
///
/// A client may present a token repeatedly until its successor is used, so a lost answer ends no login. The first use
/// of the successor makes the token outdated. If a client presents an outdated token, the token was copied: the chain
/// ends for both holders.
///
/// @param family the digest of the part that all tokens of the chain have in common; with it an outdated token is
///     recognised as a token of this chain
/// @param current the digest of the token that was used last, or of the first token; it may be presented again
/// @param successor the token that was issued in exchange for `current`, if any
/// @param expiresAt when no token of the chain is accepted any more
public record RefreshChain(TokenHash family, TokenHash current, Optional<Successor> successor, Instant expiresAt) {
    /// The time after the first exchange of a token during which a repeated exchange returns the same successor. So two
    /// tabs that share a token, or a client that repeats a request, get the same successor.
    public static final Duration SAME_SUCCESSOR_FOR = Duration.ofSeconds(60);

    /// A token that was issued in exchange for another token and was not used yet.
    ///
    /// @param token the digest of the token
    /// @param seed the random data from which the token can be made again, together with the exchanged token and a
    ///     secret of the server
    /// @param since when the token was first issued
    public record Successor(TokenHash token, String seed, Instant since) {}

    /// The digests of a refresh token that a client presented.
    public record Presented(TokenHash family, TokenHash token) {}

    /// Decides whether the chain continues when a client presents a token.
    ///
    /// @param fresh a new successor of the presented token, issued unless the previous successor is issued again
    /// @param canBeMadeAgain whether the previous successor can be made again; it cannot after a change of the server's
    ///     secret
    /// @param lifetime how long from now the chain lasts if it continues with `fresh`
    public Decision decide(
            Presented presented, Successor fresh, Predicate<Successor> canBeMadeAgain, Duration lifetime) {
        Instant now = fresh.since();
        if (!presented.family().equals(family)) {
            return new Decision.Foreign();
        }
        boolean isCurrent = presented.token().equals(current);
        boolean isSuccessor = successor
                .filter(given -> given.token().equals(presented.token()))
                .isPresent();
        if (!isCurrent && !isSuccessor) {
            return new Decision.Reused();
        }
        if (!now.isBefore(expiresAt)) {
            return new Decision.Expired();
        }
        Optional<Successor> again = successor
                .filter(given -> isCurrent && now.isBefore(given.since().plus(SAME_SUCCESSOR_FOR)))
                .filter(canBeMadeAgain);
        return again.<Decision>map(given -> new Decision.Rotated(this, given))
                .orElseGet(() -> new Decision.Rotated(
                        new RefreshChain(family, presented.token(), Optional.of(fresh), now.plus(lifetime)), fresh));
    }

    /// The decision on a chain.
    public sealed interface Decision {
        /// The chain continues.
        ///
        /// @param next the chain to store
        /// @param successor the token to issue
        record Rotated(RefreshChain next, Successor successor) implements Decision {}

        /// The chain has expired.
        record Expired() implements Decision {}

        /// The chain ends because the presented token is outdated.
        record Reused() implements Decision {}

        /// The token belongs to no known chain, or to a chain that a later login replaced.
        record Foreign() implements Decision {}
    }
}
