package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.Person;
import io.vestnik.security.ServerSecret;
import io.vestnik.security.ServerSecrets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Invalid tokens over HTTP, in `hello` and in `auth`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedTokensTest {
    private static final String PRESENT = Setup.SECRET;
    private static final String PREVIOUS = "the previous secret, which is accepted for a while";
    private static final String OLDER = "the secret before the previous one, which is not accepted";

    private final LocalServer server = LocalServer.start(Setup.inMemory()
            .secrets(new ServerSecrets(new ServerSecret(PRESENT), Optional.of(new ServerSecret(PREVIOUS)))));
    private final UserActions actions = UserActions.of(server.port());
    private final Person alice = actions.registers("Alice");
    private final Person bob = actions.registers("Bob");
    private final Person revoked = actions.again(alice);

    @BeforeAll
    void revoke() {
        actions.as(alice, "DELETE", "/devices/" + revoked.deviceId()).expect(204);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /// A token and its expected results.
    ///
    /// @param http the error code over HTTP; empty if the token is valid
    /// @param closes the close code of a socket; 0 if the token is valid
    /// @param renewing the error code of the answer to `auth`
    record Try(String name, String token, String http, int closes, String renewing) {
        static Try good(String name, String token) {
            return new Try(name, token, "", 0, "");
        }

        static Try forged(String name, String token) {
            return new Try(name, token, "not_authenticated", 4501, "not_authenticated");
        }

        static Try expired(String name, String token) {
            return new Try(name, token, "token_expired", 4001, "token_expired");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private TokenBuilder honest() {
        long now = Instant.now().getEpochSecond();
        return TokenBuilder.honest(alice.id(), alice.deviceId(), now - 5, now + 600);
    }

    Stream<Try> tokens() {
        long now = Instant.now().getEpochSecond();
        TokenBuilder honest = honest();
        return Stream.concat(
                Stream.of(
                        Try.good("the issued token", alice.token()),
                        Try.good("a token made as the server makes it", honest.signed(PRESENT)),
                        Try.good("made with the previous secret", honest.signed(PREVIOUS)),
                        Try.good(
                                "of a node a little ahead",
                                honest.claiming("iat", "" + (now + 5)).signed(PRESENT)),
                        Try.forged("made with an older secret", honest.signed(OLDER)),
                        Try.forged("made with the empty secret of guessers", honest.signed("secret")),
                        Try.forged(
                                "algorithm none, unsigned",
                                honest.heading("alg", "\"none\"").unsigned()),
                        Try.forged(
                                "algorithm nOnE, unsigned",
                                honest.heading("alg", "\"nOnE\"").unsigned()),
                        Try.forged("no signature", honest.unsigned()),
                        Try.forged(
                                "algorithm none under a valid signature",
                                honest.heading("alg", "\"none\"").signed(PRESENT)),
                        Try.forged("HS512", honest.heading("alg", "\"HS512\"").signed(PRESENT, "HmacSHA512")),
                        Try.forged("HS384", honest.heading("alg", "\"HS384\"").signed(PRESENT, "HmacSHA384")),
                        Try.forged(
                                "said to be RS256, with the secret as its key",
                                honest.heading("alg", "\"RS256\"").signed(PRESENT)),
                        Try.forged(
                                "another issuer",
                                honest.claiming("iss", "\"another\"").signed(PRESENT)),
                        Try.expired(
                                "issued in the future",
                                honest.claiming("iat", "" + (now + 3600)).signed(PRESENT)),
                        Try.forged(
                                "not valid before tomorrow",
                                honest.claiming("nbf", "" + (now + 86_400)).signed(PRESENT)),
                        Try.forged(
                                "another user's device",
                                honest.claiming("did", "\"" + bob.deviceId() + "\"")
                                        .signed(PRESENT)),
                        Try.forged(
                                "another user under a valid signature",
                                honest.claiming("sub", "\"" + bob.id() + "\"").grafted(alice.token())),
                        Try.forged(
                                "longer life under a valid signature",
                                honest.claiming("exp", "" + (now + 86_400)).grafted(alice.token())),
                        Try.forged(
                                "no UUID as person", honest.claiming("sub", "7").signed(PRESENT)),
                        Try.forged(
                                "no UUID as device",
                                honest.claiming("did", "\"phone\"").signed(PRESENT)),
                        Try.forged(
                                "words as session",
                                honest.claiming("ses", "\"one\"").signed(PRESENT)),
                        Try.forged(
                                "cut short",
                                alice.token().substring(0, alice.token().length() - 3)),
                        Try.forged("twice", alice.token() + alice.token()),
                        Try.forged("no token at all", "Bearer"),
                        Try.forged("three nothings", ".."),
                        Try.forged("endless", "a".repeat(3000) + ".b.c"),
                        Try.forged("of a refresh", alice.refreshToken()),
                        Try.expired(
                                "expired a second ago",
                                honest.claiming("exp", "" + (now - 1)).signed(PRESENT)),
                        Try.expired(
                                "expired and made with the previous secret",
                                honest.claiming("exp", "" + (now - 60)).signed(PREVIOUS)),
                        Try.forged(
                                "expired and made with an older secret",
                                honest.claiming("exp", "" + (now - 60)).signed(OLDER)),
                        Try.expired(
                                "of an earlier login on the device",
                                honest.claiming("ses", "0").signed(PRESENT)),
                        Try.expired(
                                "of a future login", honest.claiming("ses", "2").signed(PRESENT)),
                        new Try("of a revoked device", revoked.token(), "not_authenticated", 4502, "not_authenticated"),
                        new Try(
                                "of an unknown device",
                                honest.claiming("did", "\"" + UUID.randomUUID() + "\"")
                                        .signed(PRESENT),
                                "not_authenticated",
                                4502,
                                "not_authenticated")),
                Stream.of("iss", "sub", "did", "ses", "iat", "exp")
                        .map(claim -> Try.forged(
                                "without " + claim, honest.without(claim).signed(PRESENT))));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void over_http_a_token_gets_its_expected_answer(Try each) {
        Reply reply = actions.caller().ask("GET", "/users/me", Optional.of(each.token()), "");

        if (each.http().isEmpty()) {
            assertThat(reply.verdict()).isEqualTo("200");
            assertThat(reply.json().path("id").asText()).isEqualTo(alice.id());
        } else {
            assertThat(reply.verdict()).isEqualTo("401 " + each.http());
            assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void a_socket_is_accepted_or_closed_with_the_expected_code(Try each) {
        try (Frames socket = new Frames(actions.caller())) {
            socket.say(Frames.hello(each.token()));
            if (each.closes() == 0) {
                assertThat(socket.next(frame -> true).path("type").asText()).isEqualTo("ready");
            } else {
                assertThat(socket.closeCode()).isEqualTo(each.closes());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void only_valid_tokens_renew_a_connection(Try each) {
        try (Frames socket = actions.connects(alice)) {
            socket.say("{\"type\":\"auth\",\"ref\":7,\"token\":\"" + each.token() + "\"}");
            if (each.closes() == 4502 && !each.token().equals(alice.token())) {
                // The token belongs to another device of the user, or to no device. The server treats that device as
                // revoked, and closes the connection.
                assertThat(socket.closeCode()).isEqualTo(4502);
                return;
            }
            JsonNode answer = socket.next(frame -> frame.path("ref").asInt() == 7);
            assertThat(answer.path("code").asText()).isEqualTo(each.renewing());
            socket.say("{\"type\":\"ping\",\"ref\":8}");
            socket.next(frame -> frame.path("type").asText().equals("pong"));
        }
    }

    @Test
    void a_token_is_accepted_only_in_its_header() {
        assertThat(actions.caller()
                        .ask("GET", "/users/me?access_token=" + alice.token(), Optional.empty(), "")
                        .verdict())
                .isEqualTo("401 not_authenticated");
        assertThat(actions.caller()
                        .send(actions.caller()
                                .to("GET", "/users/me", "")
                                .header("Cookie", "accessToken=" + alice.token())
                                .header("Authorization", "Basic " + alice.token())
                                .build())
                        .verdict())
                .isEqualTo("401 not_authenticated");
    }

    @Test
    void a_page_of_another_site_gets_no_data_from_its_socket() {
        try (Frames socket = Frames.from(actions.caller(), "https://evil.example")) {
            socket.say("{\"type\":\"hello\",\"v\":1}");
            assertThat(socket.closeCode()).isBetween(4500, 4501);
        }
    }
}
