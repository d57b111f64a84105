package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.RefreshChain.Shown;
import java.util.List;
import java.util.Optional;

/// Makes refresh tokens and their digests; only the digests are stored. Thread-safe; does not block.
public interface RefreshTokens {

    /// The first token of a new chain.
    Made first(DeviceId device);

    /// Random data for a successor.
    String seed();

    /// The successors of `token` that `seed` makes: one for each of the server's secrets, the present one first. The
    /// same token, seed and secret make the same successor, so it can be issued again without being stored.
    ///
    /// @param token one that [#read] can parse
    List<Made> successors(RefreshToken token, String seed);

    /// The contents of a presented token; empty if it is malformed. Anybody can make a well-formed token; only the
    /// store knows whether it was issued.
    Optional<Read> read(RefreshToken token);

    /// A token and its digests.
    record Made(RefreshToken token, Shown digests) {}

    /// The contents of a token.
    record Read(DeviceId device, Shown digests) {}
}
