package io.vestnik.postgres.account;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.RefreshChain.Successor;
import io.vestnik.domain.user.TokenHash;
import io.vestnik.postgres.connection.Codecs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Reads rows of `devices`.
final class DeviceRows {
    static final String COLUMNS = "id, user_id, name, session, created_at, last_seen_at, ending";
    static final String CHAIN = "family, token, successor, successor_seed, successor_since, expires_at";

    private DeviceRows() {}

    static Device device(ResultSet row) throws SQLException {
        return new Device(
                Codecs.DEVICE_ID.get(row, "id"),
                Codecs.USER_ID.get(row, "user_id"),
                Codecs.DEVICE_NAME.get(row, "name"),
                row.getInt("session"),
                Codecs.INSTANT.get(row, "created_at"),
                Codecs.INSTANT.get(row, "last_seen_at"),
                Codecs.DEVICE_END_REASON.find(row, "ending"));
    }

    /// A device with its chain of refresh tokens.
    record Held(Device device, RefreshChain chain) {
        static Held of(ResultSet row) throws SQLException {
            return new Held(DeviceRows.device(row), DeviceRows.chainOf(row));
        }
    }

    private static RefreshChain chainOf(ResultSet row) throws SQLException {
        Optional<TokenHash> successor = Codecs.TOKEN_HASH.find(row, "successor");
        return new RefreshChain(
                Codecs.TOKEN_HASH.get(row, "family"),
                Codecs.TOKEN_HASH.get(row, "token"),
                successor.isPresent()
                        ? Optional.of(new Successor(
                                successor.get(),
                                row.getString("successor_seed"),
                                Codecs.INSTANT.get(row, "successor_since")))
                        : Optional.empty(),
                Codecs.INSTANT.get(row, "expires_at"));
    }
}
