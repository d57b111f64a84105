package io.vestnik.postgres.account;

import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.Users.Credentials;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.spi.JdbiPlugin;

/// Maps the rows of users and devices to values of the domain.
public final class AccountMappers implements JdbiPlugin {
    @Override
    public void customizeJdbi(Jdbi jdbi) {
        jdbi.registerRowMapper(User.class, (row, context) -> UserRows.user(row))
                .registerRowMapper(Person.class, (row, context) -> UserRows.person(row))
                .registerRowMapper(Credentials.class, (row, context) -> UserRows.credentials(row))
                .registerRowMapper(Device.class, (row, context) -> DeviceRows.device(row))
                .registerRowMapper(DeviceRows.Held.class, (row, context) -> DeviceRows.Held.of(row));
    }
}
