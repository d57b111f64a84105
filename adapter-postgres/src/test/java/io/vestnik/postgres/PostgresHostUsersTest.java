package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.contracts.account.HostUsersContract;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.HostUsers;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class PostgresHostUsersTest extends HostUsersContract {
    private static final PostgresStore STORE = TestDatabase.open(TestDatabase.create(), new LocalNotificationBus());

    @AfterAll
    static void close() {
        STORE.close();
    }

    @Override
    protected MessengerStore store() {
        return STORE;
    }

    @Override
    protected HostUsers users() {
        return STORE.hostUsers();
    }

    @Test
    void a_user_with_an_account_is_left_unchanged() {
        UserId id = new UserId(UUID.randomUUID());
        UserName name = new UserName("Anna");
        STORE.users()
                .add(new Users.NewUser(
                        id, name, new Email("anna@example.org"), new PasswordHash("hash"), Instant.now()));

        assertThat(users().put(id, new UserName("Anna K."))).isEqualTo(HostUsers.Put.HAS_ACCOUNT);
        assertThat(users().disable(id)).isFalse();
        assertThat(users().remove(id)).isFalse();
        assertThat(STORE.users().find(id).orElseThrow().name()).isEqualTo(name);
    }
}
