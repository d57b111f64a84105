package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.RefreshChain.Shown;
import java.util.List;
import java.util.Optional;

/// Makes refresh tokens, and their digests, which are all that is kept of them. Safe to call from any thread, does not
/// block.
public interface RefreshTokens {

    /// The first token of a new chain.
    Made first(DeviceId device);

    /// Randomness to make a successor with.
    String seed();

    /// The successor of `token` that `seed` makes: one for each of the server's secrets, the present one first. The
    /// same token, seed and secret make the same successor, so it can be given twice without being kept.
    ///
    /// @param token one that [#read] can read
    List<Made> successors(RefreshToken token, String seed);

    /// What a shown token says; empty if it cannot be one. Anybody can make one that reads well: whether it is known is
    /// for the store to say.
    Optional<Read> read(RefreshToken token);

    /// A token and its digests.
    record Made(RefreshToken token, Shown digests) {}

    /// What a token says.
    record Read(DeviceId device, Shown digests) {}
}
