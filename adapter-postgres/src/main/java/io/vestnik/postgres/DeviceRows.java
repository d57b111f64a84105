package io.vestnik.postgres;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.RefreshChain;
import io.vestnik.domain.user.RefreshChain.Successor;
import io.vestnik.domain.user.TokenHash;
import io.vestnik.domain.user.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/// Reads rows of `devices`.
final class DeviceRows {
    static final String COLUMNS = "id, user_id, name, session, created_at, last_seen_at, ending";
    static final String CHAIN = "family, token, successor, successor_seed, successor_since, expires_at";

    private DeviceRows() {}

    static Device device(ResultSet row, StatementContext context) throws SQLException {
        return new Device(
                new DeviceId(row.getObject("id", UUID.class)),
                new UserId(row.getObject("user_id", UUID.class)),
                new DeviceName(row.getString("name")),
                row.getInt("session"),
                instant(row, "created_at"),
                instant(row, "last_seen_at"),
                Optional.ofNullable(row.getString("ending")).map(DeviceRows::ending));
    }

    /// A device with its chain.
    record Held(Device device, RefreshChain chain) {
        static Held of(ResultSet row, StatementContext context) throws SQLException {
            return new Held(DeviceRows.device(row, context), DeviceRows.chainOf(row));
        }
    }

    private static RefreshChain chainOf(ResultSet row) throws SQLException {
        String successor = row.getString("successor");
        return new RefreshChain(
                new TokenHash(row.getString("family")),
                new TokenHash(row.getString("token")),
                successor == null
                        ? Optional.empty()
                        : Optional.of(new Successor(
                                new TokenHash(successor),
                                row.getString("successor_seed"),
                                instant(row, "successor_since"))),
                instant(row, "expires_at"));
    }

    static String text(Device.Ending ending) {
        return ending.name().toLowerCase(Locale.ROOT);
    }

    private static Device.Ending ending(String text) {
        return Device.Ending.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
