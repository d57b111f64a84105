package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.limit.Limits;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which names, titles, emails and ids the server accepts, and which of them it treats as equal.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityTest {
    private static final String RUSSIAN_HOST = "пример.рф";
    private static final String RUSSIAN_HOST_IN_ASCII = "xn--e1afmkfd.xn--p1ai";

    private static final Limits TWO_FAILED_LOGINS = new Limits(200, 0, 2, 0, 0, 0, 0, 0, 0, 1 << 20);

    private final LocalServer server = LocalServer.start(Setup.inMemory());
    private final UserActions actions = UserActions.of(server.port());
    private final Person alice = actions.registers("Alice");

    @AfterAll
    void stop() {
        server.close();
    }

    private Reply registers(String name, String email) {
        return actions.post(
                "/auth/register",
                String.format(
                        Locale.ROOT,
                        "{\"name\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}",
                        name,
                        email,
                        UserActions.PASSWORD));
    }

    private static String local() {
        return "u" + UUID.randomUUID().toString().replace("-", "");
    }

    private static void assertRefused(Reply reply, String field) {
        JsonNode answer = reply.expect(400).json();
        assertThat(answer.path("code").asText()).isEqualTo("invalid_request");
        assertThat(answer.path("errors").findValuesAsText("field")).containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u3164", "\u200b", "\u2800", " ", "Ada \u202e", "Ada \u2067", "Deleted account"})
    void a_misleading_name_or_title_is_refused_everywhere(String name) {
        assertRefused(registers(name, local() + "@example.org"), "name");
        assertRefused(actions.as(alice, "PATCH", "/users/me", "{\"name\":\"" + name + "\"}"), "name");
        assertRefused(
                actions.as(alice, "POST", "/chats", "{\"kind\":\"group\",\"title\":\"" + name + "\",\"memberIds\":[]}"),
                "title");
        assertRefused(
                actions.as(alice, "PATCH", "/chats/" + actions.group(alice), "{\"title\":\"" + name + "\"}"), "title");
    }

    @Test
    void an_email_is_equal_in_each_spelling_of_its_host() {
        String local = local();
        registers("Ada", local + "@" + RUSSIAN_HOST).expect(201);

        assertThat(registers("Eve", local + "@" + RUSSIAN_HOST_IN_ASCII).verdict())
                .isEqualTo("409 email_taken");
        assertThat(registers("Eve", local + "@" + RUSSIAN_HOST.toUpperCase(Locale.ROOT))
                        .verdict())
                .isEqualTo("409 email_taken");
        String id = actions.tries(local + "@" + RUSSIAN_HOST, UserActions.PASSWORD)
                .expect(200)
                .json()
                .path("userId")
                .asText();
        assertThat(actions.tries(local + "@" + RUSSIAN_HOST_IN_ASCII, UserActions.PASSWORD)
                        .expect(200)
                        .json()
                        .path("userId")
                        .asText())
                .isEqualTo(id);
    }

    @Test
    void spellings_of_an_email_share_the_limit_of_failed_logins() {
        try (LocalServer limited = LocalServer.start(Setup.inMemory().limits(TWO_FAILED_LOGINS))) {
            UserActions other = UserActions.of(limited.port());
            String local = local();
            assertThat(other.tries(local + "@" + RUSSIAN_HOST, "a wrong password")
                            .verdict())
                    .isEqualTo("401 bad_credentials");
            assertThat(other.tries(local + "@" + RUSSIAN_HOST_IN_ASCII, "a wrong password")
                            .verdict())
                    .isEqualTo("401 bad_credentials");
            assertThat(other.tries(local + "@" + RUSSIAN_HOST, "a wrong password")
                            .verdict())
                    .isEqualTo("429 rate_limited");
        }
    }

    @Test
    void an_id_has_one_form() {
        String id = alice.id();
        String signed = "+" + id.substring(1);
        String wide = id.substring(0, 35) + "\uff11";
        for (String spelling : new String[] {signed, wide, id.replace("-", ""), "{" + id + "}"}) {
            assertThat(actions.as(alice, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + spelling + "\"}")
                            .verdict())
                    .as(spelling)
                    .isEqualTo("400 invalid_request");
        }
    }
}
