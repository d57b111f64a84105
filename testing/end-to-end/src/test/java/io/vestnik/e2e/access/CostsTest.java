package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.limit.Limits;
import io.vestnik.contracts.ParallelRun;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rate limits apply to every expensive operation, over HTTP and over WebSocket. One bucket covers messages and changes
/// of chats and profiles, a second covers read marks and `typing`, a third covers new chats, and a fourth covers added
/// members.
class CostsTest {
    /// A limit of one send per second. During a test, the bucket is refilled with at most two permits.
    private static final Limits ONE_SEND_A_SECOND = new Limits(200, 1, 0, 0, 0, 0, 0, 0, 0, 1 << 20);

    private static final Limits THREE_CHATS_AN_HOUR = new Limits(200, 0, 0, 0, 0, 3, 0, 0, 0, 1 << 20);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private UserActions actions(Limits limits) {
        LocalServer server = LocalServer.start(Setup.inMemory().limits(limits));
        open.add(server);
        return UserActions.of(server.port());
    }

    private Frames connects(UserActions actions, Person person) {
        Frames socket = actions.connects(person);
        open.add(socket);
        return socket;
    }

    /// Sends frames and returns their answers, in the order of arrival.
    private static List<JsonNode> answers(Frames socket, List<String> frames) {
        frames.forEach(socket::say);
        return frames.stream()
                .map(frame -> socket.next(answer -> answer.has("ref")))
                .toList();
    }

    private static void assertRefused(JsonNode answer) {
        assertThat(answer.path("code").asText()).isEqualTo("rate_limited");
        assertThat(answer.path("retryable").asBoolean()).isTrue();
        assertThat(answer.path("retryAfterMs").asLong()).isGreaterThanOrEqualTo(100);
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.verdict()).isEqualTo("429 rate_limited");
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
    }

    private static boolean refused(JsonNode answer) {
        return answer.path("type").asText().equals("error");
    }

    @Test
    void edits_and_deletions_share_the_limit_of_sends_on_both_protocols() {
        UserActions actions = actions(ONE_SEND_A_SECOND);
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String chat = actions.directChat(alice, bob);
        Frames socket = connects(actions, alice);
        actions.writes(alice, chat, "one").expect(201);

        List<JsonNode> edits = answers(
                socket,
                IntStream.range(0, 20)
                        .mapToObj(i -> String.format(
                                Locale.ROOT,
                                "{\"type\":\"edit\",\"ref\":%d,\"chatId\":\"%s\",\"id\":1,\"text\":\"edit %d\"}",
                                i,
                                chat,
                                i))
                        .toList());
        assertThat(edits.stream().filter(CostsTest::refused))
                .hasSizeBetween(12, 19)
                .allSatisfy(CostsTest::assertRefused);
        assertThat(answers(
                                socket,
                                IntStream.range(20, 30)
                                        .mapToObj(i -> String.format(
                                                Locale.ROOT,
                                                "{\"type\":\"delete\",\"ref\":%d,\"chatId\":\"%s\",\"id\":1}",
                                                i,
                                                chat))
                                        .toList())
                        .stream()
                        .filter(CostsTest::refused))
                .isNotEmpty()
                .allSatisfy(CostsTest::assertRefused);
        String message = "/chats/" + chat + "/messages/1";
        List<Reply> byHttp = IntStream.range(0, 12)
                .mapToObj(i -> i % 2 == 0
                        ? actions.as(alice, "PATCH", message, "{\"text\":\"by HTTP\"}")
                        : actions.as(alice, "DELETE", message))
                .filter(reply -> reply.status() == 429)
                .toList();
        assertThat(byHttp).hasSizeGreaterThan(4).allSatisfy(CostsTest::assertRefused);
        assertRefused(actions.writes(alice, chat, "a send finds the bucket empty, too"));
        // The limit applies to this user, and to no other.
        actions.writes(bob, chat, "two").expect(201);
    }

    @Test
    void group_and_profile_changes_share_the_limit_of_sends() {
        UserActions actions = actions(ONE_SEND_A_SECOND);
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String group = actions.group(alice, bob);
        String members = "/chats/" + group + "/members";
        List<Reply> replies = IntStream.range(0, 15)
                .mapToObj(i -> switch (i % 5) {
                    case 0 -> actions.as(alice, "PATCH", "/chats/" + group, "{\"title\":\"Title " + i + "\"}");
                    case 1 -> actions.as(alice, "PATCH", members + "/" + bob.id(), "{\"role\":\"admin\"}");
                    case 2 -> actions.as(alice, "POST", members, "{\"userIds\":[\"" + bob.id() + "\"]}");
                    case 3 -> actions.as(alice, "PATCH", "/users/me", "{\"name\":\"Alice " + i + "\"}");
                    default -> actions.as(alice, "DELETE", members + "/" + alice.id());
                })
                .filter(reply -> reply.status() == 429)
                .toList();
        assertThat(replies).hasSizeGreaterThan(7).allSatisfy(CostsTest::assertRefused);
        assertThat(actions.as(alice, "GET", "/chats/" + group).status()).isIn(200, 404);
    }

    @Test
    void read_marks_and_typing_share_a_limit_and_typing_is_dropped() {
        UserActions actions = actions(ONE_SEND_A_SECOND);
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String chat = actions.directChat(alice, bob);
        actions.writes(bob, chat, "one").expect(201);
        Frames socket = connects(actions, alice);

        // The bucket holds 400 permits, and 200 are added per second.
        List<JsonNode> marks = new ArrayList<>();
        for (int round = 0; round < 20 && marks.stream().noneMatch(CostsTest::refused); round++) {
            int first = round * 200;
            marks.addAll(answers(
                    socket,
                    IntStream.range(first, first + 200)
                            .mapToObj(i -> String.format(
                                    Locale.ROOT,
                                    "{\"type\":\"read\",\"ref\":%d,\"chatId\":\"%s\",\"upTo\":1}",
                                    i,
                                    chat))
                            .toList()));
        }
        assertThat(marks.subList(0, 200)).noneMatch(CostsTest::refused);
        assertThat(marks.stream().filter(CostsTest::refused)).isNotEmpty().allSatisfy(CostsTest::assertRefused);
        // A read mark does not count as a send.
        actions.writes(alice, chat, "still").expect(201);
    }

    @Test
    void read_marks_over_http_share_that_limit() {
        UserActions actions = actions(ONE_SEND_A_SECOND);
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String chat = actions.directChat(alice, bob);
        actions.writes(bob, chat, "one").expect(201);
        Frames socket = connects(actions, alice);
        List<String> frames = IntStream.range(0, 200)
                .mapToObj(i -> String.format(
                        Locale.ROOT, "{\"type\":\"read\",\"ref\":%d,\"chatId\":\"%s\",\"upTo\":1}", i, chat))
                .toList();

        // Frames empty the bucket: HTTP requests alone may be slower than the 200 permits that are added per second.
        List<Reply> marks = new CopyOnWriteArrayList<>();
        for (int round = 0; round < 20 && marks.stream().allMatch(reply -> reply.status() == 200); round++) {
            answers(socket, frames);
            ParallelRun.run(16, i -> marks.add(actions.as(alice, "PUT", "/chats/" + chat + "/read", "{\"upTo\":1}")));
        }
        assertThat(marks.stream().filter(reply -> reply.status() != 200))
                .isNotEmpty()
                .allSatisfy(CostsTest::assertRefused);
    }

    @Test
    void without_a_limit_on_sends_no_such_request_is_limited() {
        UserActions actions = actions(Setup.NO_RATES);
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String chat = actions.directChat(alice, bob);
        actions.writes(alice, chat, "one").expect(201);
        Frames socket = connects(actions, alice);
        for (int round = 0; round < 3; round++) {
            int first = round * 200;
            assertThat(answers(
                            socket,
                            IntStream.range(first, first + 200)
                                    .mapToObj(i -> i % 2 == 0
                                            ? String.format(
                                                    Locale.ROOT,
                                                    "{\"type\":\"read\",\"ref\":%d,\"chatId\":\"%s\",\"upTo\":1}",
                                                    i,
                                                    chat)
                                            : String.format(
                                                    Locale.ROOT,
                                                    "{\"type\":\"edit\",\"ref\":%d,\"chatId\":\"%s\",\"id\":1,"
                                                            + "\"text\":\"edit %d\"}",
                                                    i,
                                                    chat,
                                                    i))
                                    .toList()))
                    .noneMatch(CostsTest::refused);
        }
    }

    @Test
    void new_chats_share_a_limit_and_an_existing_chat_is_free() {
        UserActions actions = actions(THREE_CHATS_AN_HOUR);
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String chat = actions.directChat(alice, bob);
        actions.group(alice, bob);
        actions.group(alice);

        Person carol = actions.registers("Carol");
        assertRefused(
                actions.as(alice, "POST", "/chats", "{\"kind\":\"group\",\"title\":\"Fourth\",\"memberIds\":[]}"));
        assertRefused(actions.as(alice, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + carol.id() + "\"}"));
        for (int i = 0; i < 10; i++) {
            assertThat(actions.directChat(alice, bob)).isEqualTo(chat);
        }
        actions.group(bob, alice);
    }

    @Test
    void added_members_have_ten_times_the_limit_and_refusals_are_free() {
        UserActions actions = actions(THREE_CHATS_AN_HOUR);
        Person alice = actions.registers("Alice");
        List<Person> others = IntStream.range(0, 31)
                .mapToObj(i -> actions.registers("Other" + i))
                .toList();
        String group = actions.group(alice, others.subList(0, 20).toArray(Person[]::new));

        assertRefused(add(actions, alice, group, others.subList(20, 31)));
        add(actions, alice, group, others.subList(20, 30)).expect(200);
        assertRefused(add(actions, alice, group, others.subList(30, 31)));
        assertRefused(actions.as(
                alice,
                "POST",
                "/chats",
                "{\"kind\":\"group\",\"title\":\"T\",\"memberIds\":[\""
                        + others.get(30).id() + "\"]}"));
        // The refused request did not use up a permit for a chat.
        actions.group(alice);
        actions.group(alice);
    }

    private static Reply add(UserActions actions, Person actor, String group, List<Person> people) {
        String ids = String.join(
                ",", people.stream().map(person -> "\"" + person.id() + "\"").toList());
        return actions.as(actor, "POST", "/chats/" + group + "/members", "{\"userIds\":[" + ids + "]}");
    }
}
