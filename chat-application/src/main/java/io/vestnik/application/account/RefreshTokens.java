package io.vestnik.application.account;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.RefreshChain.Presented;
import java.util.List;
import java.util.Optional;

/// Makes refresh tokens and their digests. Only the digests are stored. Thread-safe; does not block.
public interface RefreshTokens {

    /// Makes the first token of a new chain.
    Made first(DeviceId device);

    /// Makes the random data of a successor.
    String seed();

    /// Computes the successors of `token` from `seed`: one for each of the server's secrets, beginning with the current
    /// secret. The same token, seed and secret give the same successor, so a successor can be issued again although the
    /// store has only its digest.
    ///
    /// @param token a token that [#read] can parse
    List<Made> successors(RefreshToken token, String seed);

    /// Parses a presented token; empty if it is malformed. Any client can make a well-formed token; only the store
    /// knows whether it was issued.
    Optional<Read> read(RefreshToken token);

    /// A token and its digests.
    record Made(RefreshToken token, Presented digests) {}

    /// The contents of a token.
    record Read(DeviceId device, Presented digests) {}
}
