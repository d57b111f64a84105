package io.vestnik.e2e.access;

import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Performs common actions of users: logging in, logging out and sending messages.
record UserActions(HttpCaller caller) {
    static final String PASSWORD = MatrixUsers.PASSWORD;

    static UserActions of(int port) {
        return new UserActions(new HttpCaller(port));
    }

    Person registers(String name) {
        return MatrixUsers.register(caller, name);
    }

    Reply tries(String email, String password) {
        return post(
                "/auth/login", String.format(Locale.ROOT, "{\"email\":\"%s\",\"password\":\"%s\"}", email, password));
    }

    /// Logs the same user in on a new device.
    Person again(Person person) {
        return Person.of(
                person.email(), tries(person.email(), PASSWORD).expect(200).json());
    }

    /// Logs the same user in again on the same device.
    Person onTheSameDevice(Person person) {
        String body = String.format(
                Locale.ROOT,
                "{\"email\":\"%s\",\"password\":\"%s\",\"device\":{\"id\":\"%s\"}}",
                person.email(),
                PASSWORD,
                person.deviceId());
        return Person.of(person.email(), post("/auth/login", body).expect(200).json());
    }

    Reply refreshes(String refreshToken) {
        return post("/auth/refresh", "{\"refreshToken\":\"" + refreshToken + "\"}");
    }

    Reply post(String path, String body) {
        return caller.ask("POST", path, Optional.empty(), body);
    }

    Reply as(Person person, String method, String path, String body) {
        return caller.ask(method, path, Optional.of(person.token()), body);
    }

    Reply as(Person person, String method, String path) {
        return as(person, method, path, "");
    }

    /// Returns the server's answer to a request with the user's access token.
    String verdict(Person person) {
        return as(person, "GET", "/users/me").verdict();
    }

    Frames connects(Person person) {
        return Frames.live(caller, person.token());
    }

    /// Opens the direct chat of two users, or finds the existing one.
    String directChat(Person opener, Person other) {
        Reply reply = as(opener, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + other.id() + "\"}");
        return reply.expect(reply.status() == 200 ? 200 : 201).json().path("id").asText();
    }

    String group(Person owner, Person... members) {
        StringBuilder ids = new StringBuilder();
        for (Person member : members) {
            ids.append(ids.isEmpty() ? "\"" : ",\"").append(member.id()).append('"');
        }
        return as(owner, "POST", "/chats", "{\"kind\":\"group\",\"title\":\"Group\",\"memberIds\":[" + ids + "]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    Reply writes(Person person, String chatId, String text) {
        return as(person, "POST", "/chats/" + chatId + "/messages", "{\"text\":\"" + text + "\"}");
    }

    static String send(String chatId, int ref, String text) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"send\",\"ref\":%d,\"chatId\":\"%s\",\"key\":\"%s\",\"text\":\"%s\"}",
                ref,
                chatId,
                UUID.randomUUID(),
                text);
    }
}
