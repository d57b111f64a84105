package io.vestnik.e2e.access;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The users of the matrix, and a group with some of them.
final class MatrixUsers {
    static final String PASSWORD = "correct horse";

    /// The roles of callers.
    enum CallerRole {
        OWNER,
        ADMIN,
        MEMBER,
        STRANGER,
        REMOVED,
        REVOKED,
        DELETED,
        ANONYMOUS
    }

    /// A user who is, or was, logged in.
    record Person(String id, String email, String deviceId, String token, String refreshToken) {
        static Person of(String email, JsonNode session) {
            return new Person(
                    session.path("userId").asText(),
                    email,
                    session.path("deviceId").asText(),
                    session.path("accessToken").asText(),
                    session.path("refreshToken").asText());
        }
    }

    /// The roles, in the order of the matrix's columns.
    static final List<CallerRole> ROLES = List.of(CallerRole.values());

    private final HttpCaller caller;
    private final Map<CallerRole, Person> people = new EnumMap<>(CallerRole.class);
    private final Person target;
    private final Person newcomer;

    MatrixUsers(HttpCaller caller) {
        this.caller = caller;
        for (CallerRole role : CallerRole.values()) {
            people.put(role, register(caller, role.name()));
        }
        this.target = register(caller, "TARGET");
        this.newcomer = register(caller, "NEWCOMER");
    }

    static Person register(HttpCaller caller, String name) {
        String email = UUID.randomUUID() + "@example.org";
        JsonNode session = caller.ask(
                        "POST",
                        "/auth/register",
                        Optional.empty(),
                        String.format(
                                Locale.ROOT,
                                "{\"name\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}",
                                name,
                                email,
                                PASSWORD))
                .expect(201)
                .json();
        return Person.of(email, session);
    }

    /// Logs in the user with this role on another device.
    Person again(CallerRole role) {
        String email = person(role).email();
        return Person.of(
                email,
                caller.ask(
                                "POST",
                                "/auth/login",
                                Optional.empty(),
                                String.format(Locale.ROOT, "{\"email\":\"%s\",\"password\":\"%s\"}", email, PASSWORD))
                        .expect(200)
                        .json());
    }

    /// Revokes the device of the role `REVOKED`, and deletes the account of the role `DELETED`.
    void end() {
        Person revoked = person(CallerRole.REVOKED);
        caller.ask(
                        "DELETE",
                        "/devices/" + revoked.deviceId(),
                        Optional.of(again(CallerRole.REVOKED).token()),
                        "")
                .expect(204);
        Person deleted = person(CallerRole.DELETED);
        caller.ask("DELETE", "/users/me", Optional.of(deleted.token()), "{\"password\":\"" + PASSWORD + "\"}")
                .expect(204);
    }

    /// Creates a group with two messages: the first by the owner, the second by the target.
    String group() {
        Person owner = person(CallerRole.OWNER);
        String members = String.join(
                "\",\"",
                List.of(
                        person(CallerRole.ADMIN).id(),
                        person(CallerRole.MEMBER).id(),
                        person(CallerRole.REMOVED).id(),
                        person(CallerRole.REVOKED).id(),
                        target.id()));
        String id = caller.ask(
                        "POST",
                        "/chats",
                        Optional.of(owner.token()),
                        "{\"kind\":\"group\",\"title\":\"Group\",\"memberIds\":[\"" + members + "\"]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        String chat = "/chats/" + id;
        caller.ask(
                        "PATCH",
                        chat + "/members/" + person(CallerRole.ADMIN).id(),
                        Optional.of(owner.token()),
                        "{\"role\":\"admin\"}")
                .expect(200);
        caller.ask("POST", chat + "/messages", Optional.of(owner.token()), "{\"text\":\"first\"}")
                .expect(201);
        caller.ask("POST", chat + "/messages", Optional.of(target.token()), "{\"text\":\"second\"}")
                .expect(201);
        caller.ask("DELETE", chat + "/members/" + person(CallerRole.REMOVED).id(), Optional.of(owner.token()), "")
                .expect(204);
        return id;
    }

    Optional<String> token(CallerRole role) {
        return role == CallerRole.ANONYMOUS
                ? Optional.empty()
                : Optional.of(person(role).token());
    }

    Person person(CallerRole role) {
        return requireNonNull(people.get(role));
    }

    Person target() {
        return target;
    }

    Person newcomer() {
        return newcomer;
    }
}
