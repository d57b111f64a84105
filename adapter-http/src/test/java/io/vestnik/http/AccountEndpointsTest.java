package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.ChangePassword;
import io.vestnik.application.account.DeleteAccount;
import io.vestnik.application.account.FindPeople;
import io.vestnik.application.account.LogIn;
import io.vestnik.application.account.Refresh;
import io.vestnik.application.account.Register;
import io.vestnik.application.account.RevokeDevice;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import io.vestnik.http.TestServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountEndpointsTest {
    private static final User ALICE = new User(
            StubUseCases.ALICE,
            new UserName("Alice 🦊"),
            Optional.of(new Username("alice_l")),
            Optional.of(new Email("alice@example.org")),
            UserState.ACTIVE,
            Samples.NOW);
    private static final String REGISTRATION =
            "{\"name\": \"Alice\", \"email\": \"Alice@Example.org\", \"password\": \"correct horse\"}";
    private static final String LOGIN = "{\"email\": \"alice@example.org\", \"password\": \"x\"}";

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void every_client_learns_whether_registration_is_open() {
        Reply open = server.ask(server.to("/auth"));
        assertThat(open.status()).isEqualTo(200);
        assertThat(open.text()).isEqualTo("{\"registration\":\"open\"}");
        server.useCases.registration = AccountSettings.Registration.CLOSED;
        assertThat(server.ask(server.to("/auth")).text()).isEqualTo("{\"registration\":\"closed\"}");
    }

    @Test
    void registering_gives_a_session() {
        AtomicReference<Register.Command> asked = new AtomicReference<>();
        server.useCases.register = command -> {
            asked.set(command);
            return new Register.Outcome.Registered(Samples.session());
        };
        Reply reply = server.ask("POST", "/auth/register", REGISTRATION);
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.text())
                .isEqualTo(String.format(
                                Locale.ROOT,
                                "{\"userId\":\"%s\",\"deviceId\":\"%s\",\"accessToken\":\"access\",",
                                StubUseCases.ALICE,
                                StubUseCases.DEVICE)
                        + "\"accessTokenExpiresAt\":\"2026-11-22T18:00:00.123Z\",\"refreshToken\":\"refresh\","
                        + "\"refreshTokenExpiresAt\":\"2026-11-22T18:00:00.123Z\"}");
        assertThat(asked.get().email().value()).isEqualTo("alice@example.org");
        assertThat(reply.header("Cache-Control")).contains("no-store");

        server.useCases.register = command -> new Register.Outcome.EmailTaken();
        assertThat(server.ask("POST", "/auth/register", REGISTRATION).code()).isEqualTo("email_taken");
        server.useCases.register = command -> new Register.Outcome.Closed();
        assertThat(server.ask("POST", "/auth/register", REGISTRATION).code()).isEqualTo("forbidden");
        server.useCases.register = command -> new Register.Outcome.TooMany(Duration.ofSeconds(9));
        assertThat(server.ask("POST", "/auth/register", REGISTRATION).header("Retry-After"))
                .contains("9");
    }

    @Test
    void an_invalid_registration_lists_all_errors_without_the_password() {
        Reply reply = server.ask(
                "POST",
                "/auth/register",
                "{\"email\": \"no address\", \"password\": \"short\", \"device\": {\"name\": \"\"}}");
        assertThat(reply.json().get("errors"))
                .hasToString("[{\"field\":\"name\",\"message\":\"is required\"},"
                        + "{\"field\":\"email\",\"message\":\"must be an email address\"},"
                        + "{\"field\":\"password\",\"message\":\"must have 8 to 128 characters\"},"
                        + "{\"field\":\"device.name\",\"message\":\"must have 1 to 64 characters\"}]");
        assertThat(reply.text()).doesNotContain("short");
    }

    @Test
    void login_refresh_and_logout() {
        AtomicReference<LogIn.Command> asked = new AtomicReference<>();
        server.useCases.logIn = command -> {
            asked.set(command);
            return new LogIn.Outcome.LoggedIn(Samples.session());
        };
        String login = String.format(
                Locale.ROOT,
                "{\"email\": \"alice@example.org\", \"password\": \"x\", \"device\": {\"id\": \"%s\"}}",
                StubUseCases.DEVICE);
        assertThat(server.ask("POST", "/auth/login", login).status()).isEqualTo(200);
        assertThat(asked.get().device()).contains(StubUseCases.DEVICE);
        server.useCases.logIn = command -> new LogIn.Outcome.BadCredentials();
        assertThat(server.ask("POST", "/auth/login", LOGIN).code()).isEqualTo("bad_credentials");
        server.useCases.logIn = command -> new LogIn.Outcome.TooMany(Duration.ofSeconds(3));
        assertThat(server.ask("POST", "/auth/login", LOGIN).code()).isEqualTo("rate_limited");

        String token = "{\"refreshToken\": \"t\"}";
        server.useCases.refresh = refreshToken -> new Refresh.Outcome.Refreshed(Samples.session());
        assertThat(server.ask("POST", "/auth/refresh", token).status()).isEqualTo(200);
        server.useCases.refresh = refreshToken -> new Refresh.Outcome.Reused();
        assertThat(server.ask("POST", "/auth/refresh", token).code()).isEqualTo("token_reused");
        server.useCases.refresh = refreshToken -> new Refresh.Outcome.Expired();
        assertThat(server.ask("POST", "/auth/refresh", token).code()).isEqualTo("token_expired");
        server.useCases.refresh = refreshToken -> new Refresh.Outcome.NotAuthenticated();
        assertThat(server.ask("POST", "/auth/refresh", token).code()).isEqualTo("not_authenticated");

        AtomicBoolean out = new AtomicBoolean();
        server.useCases.logOut = (user, device) -> out.set(device.equals(StubUseCases.DEVICE));
        assertThat(server.ask("POST", "/auth/logout", "").status()).isEqualTo(204);
        assertThat(out).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer old, token_expired",
        "Bearer revoked, not_authenticated",
        "Bearer forged, not_authenticated",
        "Bearer, not_authenticated",
        "Basic YTpi, not_authenticated",
        "alice, not_authenticated"
    })
    void an_invalid_token_is_rejected_before_anything_else_is_read(String header, String code) {
        Reply reply = server.ask(server.to("/history/no-id?limit=0").header("Authorization", header));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.header("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
    }

    @Test
    void the_authentication_scheme_is_case_insensitive() {
        server.useCases.profile = user -> Optional.of(ALICE);
        assertThat(server.ask(server.to("/users/me").header("Authorization", "bearer  alice"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void only_the_own_profile_contains_the_email() {
        server.useCases.profile = user -> Optional.of(ALICE);
        assertThat(server.get("/users/me").text())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "{\"id\":\"%s\",\"name\":\"Alice"
                                + " 🦊\",\"username\":\"alice_l\",\"email\":\"alice@example.org\"}",
                        StubUseCases.ALICE));
        server.useCases.people = ids -> List.of(ALICE.person());
        assertThat(server.get("/users/" + StubUseCases.ALICE).text())
                .doesNotContain("example.org")
                .doesNotContain("deleted");
        server.useCases.people =
                ids -> List.of(new Person(StubUseCases.BOB, UserName.OF_THE_DELETED, Optional.empty(), true));
        assertThat(server.get("/users/" + StubUseCases.BOB)
                        .json()
                        .get("deleted")
                        .booleanValue())
                .isTrue();
        server.useCases.people = ids -> List.of();
        assertThat(server.get("/users/" + StubUseCases.BOB).code()).isEqualTo("user_not_found");
        server.useCases.profile = user -> Optional.empty();
        assertThat(server.get("/users/me").code()).isEqualTo("not_authenticated");
    }

    @Test
    void a_profile_change_keeps_absent_fields() {
        AtomicReference<Optional<Username>> asked = new AtomicReference<>(Optional.empty());
        server.useCases.changeProfile = (user, name, username) -> {
            asked.set(username);
            return new Users.Changed.Done(ALICE);
        };
        assertThat(server.ask("PATCH", "/users/me", "{\"username\": \"Alice_L\", \"name\": null}")
                        .status())
                .isEqualTo(200);
        assertThat(asked.get()).contains(new Username("alice_l"));
        server.useCases.changeProfile = (user, name, username) -> new Users.Changed.UsernameTaken();
        assertThat(server.ask("PATCH", "/users/me", "{\"username\": \"taken\"}").code())
                .isEqualTo("username_taken");
        server.useCases.changeProfile = (user, name, username) -> new Users.Changed.NoSuchUser();
        assertThat(server.ask("PATCH", "/users/me", "{}").code()).isEqualTo("not_authenticated");
    }

    @Test
    void password_change_and_account_deletion_need_the_password() {
        String change = "{\"current\": \"x\", \"new\": \"correct horse\"}";
        AtomicReference<ChangePassword.Command> asked = new AtomicReference<>();
        server.useCases.changePassword = command -> {
            asked.set(command);
            return new ChangePassword.Outcome.Changed();
        };
        assertThat(server.ask("PUT", "/users/me/password", change).status()).isEqualTo(204);
        assertThat(asked.get().device()).isEqualTo(StubUseCases.DEVICE);
        server.useCases.changePassword = command -> new ChangePassword.Outcome.BadCredentials();
        assertThat(server.ask("PUT", "/users/me/password", change).code()).isEqualTo("bad_credentials");
        assertThat(server.ask("PUT", "/users/me/password", "{\"current\": \"x\"}")
                        .text())
                .contains("{\"field\":\"new\",\"message\":\"is required\"}");

        assertThat(server.ask("DELETE", "/users/me", "{\"password\": \"x\"}").status())
                .isEqualTo(204);
        server.useCases.deleted = new DeleteAccount.Outcome.BadCredentials();
        assertThat(server.ask("DELETE", "/users/me", "{\"password\": \"x\"}").code())
                .isEqualTo("bad_credentials");
        assertThat(server.ask("DELETE", "/users/me", "{}").code()).isEqualTo("invalid_request");
    }

    @Test
    void users_are_found_by_name_or_by_ids() {
        AtomicReference<PeopleQuery> asked = new AtomicReference<>();
        server.useCases.findPeople = (viewer, query, limit) -> {
            asked.set(query);
            return new FindPeople.Outcome.Found(List.of(ALICE.person()));
        };
        assertThat(server.get("/users?query=Al%C4%B0ce").json().get("items")).hasSize(1);
        assertThat(server.get("/users?query=alice%40example.org").status()).isEqualTo(200);
        assertThat(asked.get()).isEqualTo(new PeopleQuery.Address(new Email("alice@example.org")));
        server.useCases.findPeople = (viewer, query, limit) -> new FindPeople.Outcome.TooMany(Duration.ofSeconds(1));
        assertThat(server.get("/users?query=alice").code()).isEqualTo("rate_limited");
        server.useCases.people = ids -> ids.size() == 2 ? List.of(ALICE.person()) : List.of();
        assertThat(server.get("/users?ids=" + StubUseCases.ALICE + "," + StubUseCases.BOB)
                        .json()
                        .get("items"))
                .hasSize(1);
        assertThat(server.get("/users?ids=" + StubUseCases.ALICE + "&ids=" + StubUseCases.BOB)
                        .json()
                        .get("items"))
                .hasSize(1);
        String many = (StubUseCases.ALICE + ",").repeat(100) + StubUseCases.BOB;
        assertThat(server.get("/users?ids=" + many).text()).contains("must have 1 to 100 entries");
    }

    @Test
    void devices_are_listed_and_revoked() {
        DeviceId other = new DeviceId(StubUseCases.BOB.value());
        server.useCases.devices = owner -> List.of(
                new Device(
                        StubUseCases.DEVICE,
                        owner,
                        new DeviceName("Phone"),
                        1,
                        Samples.NOW,
                        Samples.NOW,
                        Optional.empty()),
                new Device(other, owner, DeviceName.UNKNOWN, 1, Samples.NOW, Samples.NOW, Optional.empty()));
        Reply devices = server.get("/devices");
        assertThat(devices.json().at("/items/0/current").booleanValue()).isTrue();
        assertThat(devices.json().at("/items/1/current").booleanValue()).isFalse();
        server.useCases.revoke = (owner, device) -> RevokeDevice.Outcome.REVOKED;
        assertThat(server.ask("DELETE", "/devices/" + other, "").status()).isEqualTo(204);
        server.useCases.revoke = (owner, device) -> RevokeDevice.Outcome.DEVICE_NOT_FOUND;
        assertThat(server.ask("DELETE", "/devices/" + other, "").code()).isEqualTo("device_not_found");
    }
}
