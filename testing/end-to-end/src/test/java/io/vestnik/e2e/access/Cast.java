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
final class Cast {
    static final String PASSWORD = "correct horse";

    /// The roles of callers.
    enum Who {
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
    static final List<Who> PLACES = List.of(Who.values());

    private final Asker asker;
    private final Map<Who, Person> people = new EnumMap<>(Who.class);
    private final Person target;
    private final Person newcomer;

    Cast(Asker asker) {
        this.asker = asker;
        for (Who who : Who.values()) {
            people.put(who, register(asker, who.name()));
        }
        this.target = register(asker, "TARGET");
        this.newcomer = register(asker, "NEWCOMER");
    }

    static Person register(Asker asker, String name) {
        String email = UUID.randomUUID() + "@example.org";
        JsonNode session = asker.ask(
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

    /// Logs the user with a role in on another device.
    Person again(Who who) {
        String email = person(who).email();
        return Person.of(
                email,
                asker.ask(
                                "POST",
                                "/auth/login",
                                Optional.empty(),
                                String.format(Locale.ROOT, "{\"email\":\"%s\",\"password\":\"%s\"}", email, PASSWORD))
                        .expect(200)
                        .json());
    }

    /// Revokes the device of the role `REVOKED`, and deletes the account of the role `DELETED`.
    void end() {
        Person revoked = person(Who.REVOKED);
        asker.ask(
                        "DELETE",
                        "/devices/" + revoked.deviceId(),
                        Optional.of(again(Who.REVOKED).token()),
                        "")
                .expect(204);
        Person deleted = person(Who.DELETED);
        asker.ask("DELETE", "/users/me", Optional.of(deleted.token()), "{\"password\":\"" + PASSWORD + "\"}")
                .expect(204);
    }

    /// Creates a group with two messages: the first by the owner, the second by the target.
    String group() {
        Person owner = person(Who.OWNER);
        String members = String.join(
                "\",\"",
                List.of(
                        person(Who.ADMIN).id(),
                        person(Who.MEMBER).id(),
                        person(Who.REMOVED).id(),
                        person(Who.REVOKED).id(),
                        target.id()));
        String id = asker.ask(
                        "POST",
                        "/chats",
                        Optional.of(owner.token()),
                        "{\"kind\":\"group\",\"title\":\"Group\",\"memberIds\":[\"" + members + "\"]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        String chat = "/chats/" + id;
        asker.ask(
                        "PATCH",
                        chat + "/members/" + person(Who.ADMIN).id(),
                        Optional.of(owner.token()),
                        "{\"role\":\"admin\"}")
                .expect(200);
        asker.ask("POST", chat + "/messages", Optional.of(owner.token()), "{\"text\":\"first\"}")
                .expect(201);
        asker.ask("POST", chat + "/messages", Optional.of(target.token()), "{\"text\":\"second\"}")
                .expect(201);
        asker.ask("DELETE", chat + "/members/" + person(Who.REMOVED).id(), Optional.of(owner.token()), "")
                .expect(204);
        return id;
    }

    Optional<String> token(Who who) {
        return who == Who.ANONYMOUS ? Optional.empty() : Optional.of(person(who).token());
    }

    Person person(Who who) {
        return requireNonNull(people.get(who));
    }

    Person target() {
        return target;
    }

    Person newcomer() {
        return newcomer;
    }
}
