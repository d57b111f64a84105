package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.application.conversation.OpenDirectChat;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserName;
import io.vestnik.http.TestServer.Reply;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConversationEndpointsTest {
    private static final String CHAT = "/chats/" + Samples.CHAT;
    private static final UUID KEY = UUID.fromString("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    private final TestServer server = TestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_sent_message_is_created_and_a_retry_is_marked_as_replayed() {
        List<SendMessage.Command> commands = new ArrayList<>();
        server.useCases.send = command -> {
            commands.add(command);
            return CompletableFuture.completedFuture(
                    commands.size() == 1
                            ? new SendMessage.Outcome.Sent(Samples.message(1))
                            : new SendMessage.Outcome.Duplicate(Samples.message(1)));
        };
        Reply first = send("{\"text\": \"привет 🎉\", \"replyTo\": 7}", KEY.toString());
        Reply repeat = send("{\"text\": \"привет 🎉\", \"replyTo\": 7}", "\"" + KEY + "\"");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(first.header("Content-Type")).contains("application/json");
        assertThat(first.json().get("sentAt").textValue()).isEqualTo("2026-11-22T18:00:00.123Z");
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.header("Idempotent-Replayed")).contains("true");
        assertThat(repeat.text()).isEqualTo(first.text());
        assertThat(commands).hasSize(2).allSatisfy(command -> {
            assertThat(command.key().value()).isEqualTo(KEY);
            assertThat(command.senderId()).isEqualTo(StubUseCases.ALICE);
            assertThat(command.replyTo()).contains(new MessageId(7));
        });
    }

    @Test
    void a_send_without_a_key_gets_a_new_key() {
        AtomicReference<SendMessage.Command> sent = new AtomicReference<>();
        server.useCases.send = command -> {
            sent.set(command);
            return CompletableFuture.completedFuture(new SendMessage.Outcome.Sent(Samples.message(1)));
        };
        assertThat(server.ask("POST", CHAT + "/messages", "{\"text\": \"hi\"}").status())
                .isEqualTo(201);
        assertThat(sent.get().key().value())
                .isEqualTo(server.useCases.parts().ids().next());
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"CHAT_NOT_FOUND", "MESSAGE_NOT_FOUND", "FORBIDDEN", "KEY_REUSED", "MESSAGE_DELETED"})
    void a_refused_send_has_the_code_of_its_refusal(Refusal refusal) {
        server.useCases.send = command -> CompletableFuture.completedFuture(new SendMessage.Outcome.Refused(refusal));
        Reply reply = send("{\"text\": \"hi\"}", KEY.toString());
        assertThat(reply.code()).isEqualToIgnoringCase(refusal.name());
        assertThat(reply.json().get("status").intValue()).isEqualTo(reply.status());
    }

    @Test
    void rate_limited_and_unknown_sends_have_a_retry_after() {
        server.useCases.send =
                command -> CompletableFuture.completedFuture(new SendMessage.Outcome.TooFast(Duration.ofMillis(1200)));
        Reply tooFast = send("{\"text\": \"hi\"}", KEY.toString());
        assertThat(tooFast.status()).isEqualTo(429);
        assertThat(tooFast.code()).isEqualTo("rate_limited");
        assertThat(tooFast.header("Retry-After")).contains("2");

        server.useCases.send =
                command -> CompletableFuture.completedFuture(new SendMessage.Outcome.Unknown(Duration.ofSeconds(1)));
        Reply unknown = send("{\"text\": \"hi\"}", KEY.toString());
        assertThat(unknown.status()).isEqualTo(503);
        assertThat(unknown.code()).isEqualTo("unavailable");
        assertThat(unknown.header("Retry-After")).contains("1");
    }

    @Test
    void an_unavailable_or_overloaded_store_is_not_an_internal_error() {
        server.useCases.history = (chat, viewer, offset, limit) -> {
            throw new StoreUnavailableException("reading");
        };
        assertThat(server.get("/history/" + Samples.CHAT).code()).isEqualTo("unavailable");
        server.useCases.edit = edit -> CompletableFuture.failedFuture(new StoreUnavailableException("editing"));
        assertThat(server.ask("PATCH", CHAT + "/messages/1", "{\"text\": \"hi\"}")
                        .code())
                .isEqualTo("unavailable");
        server.useCases.edit = edit -> CompletableFuture.failedFuture(new StoreOverloadedException("full"));
        Reply full = server.ask("PATCH", CHAT + "/messages/1", "{\"text\": \"hi\"}");
        assertThat(full.code()).isEqualTo("rate_limited");
        assertThat(full.header("Retry-After")).contains("1");
    }

    @Test
    void a_bug_reveals_nothing_but_the_request_id() {
        server.useCases.findChat = (chat, viewer) -> {
            throw new IllegalStateException("secret detail");
        };
        Reply reply = server.ask(
                server.to(CHAT).header("Authorization", "Bearer alice").header("X-Request-Id", "mine-1"));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text())
                .isEqualTo("{\"status\":500,\"title\":\"Something went wrong here\",\"code\":\"internal\","
                        + "\"requestId\":\"mine-1\"}");
        assertThat(reply.header("X-Request-Id")).contains("mine-1");
    }

    @Test
    void the_history_is_returned_by_offset_and_limit() {
        server.useCases.history = (chat, viewer, offset, limit) ->
                Outcome.done(new MessageLog.HistoryPage(List.of(Samples.message(offset + 1)), 1_000_001));
        Reply reply = server.get("/history/" + Samples.CHAT + "?limit=200&offset=1000000");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().get("items").get(0).get("id").longValue()).isEqualTo(1_000_001);
        assertThat(reply.json().get("limit").intValue()).isEqualTo(200);
        assertThat(reply.json().get("offset").intValue()).isEqualTo(1_000_000);
        assertThat(reply.json().get("total").intValue()).isEqualTo(1_000_001);
        assertThat(reply.header("Cache-Control")).contains("no-store");
        assertThat(server.get("/history/" + Samples.CHAT).json().get("limit").intValue())
                .isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({
        "'', Newest[]",
        "?before=9, Before[id=MessageId[value=9]]",
        "?after=0, After[id=MessageId[value=0]]",
        "?around=5&limit=3, Around[id=MessageId[value=5]]"
    })
    void a_window_is_at_the_requested_anchor(String query, String anchor) {
        AtomicReference<MessageLog.WindowAnchor> asked = new AtomicReference<>();
        server.useCases.window = (chat, viewer, where, limit) -> {
            asked.set(where);
            return Outcome.done(new MessageLog.MessageWindow(List.of(Samples.message(1)), true));
        };
        Reply reply = server.get(CHAT + "/messages" + query);
        assertThat(reply.json().get("hasMore").booleanValue()).isTrue();
        assertThat(asked.get()).hasToString(anchor);
    }

    @Test
    void changes_are_grouped_by_kind_in_version_order() {
        server.useCases.changes = (chat, viewer, after, limit) -> Outcome.done(new Changes(
                new ChatVersion(9),
                false,
                List.of(
                        new ChatEvent.MessageChanged(Samples.CHAT, new ChatVersion(7), Samples.message(6)),
                        new ChatEvent.MembersChanged(
                                Samples.CHAT,
                                new ChatVersion(9),
                                Samples.group(),
                                List.of(Samples.member(Role.ADMIN)),
                                List.of(),
                                Optional.empty()))));
        Reply reply = server.get(CHAT + "/changes?after=6");
        assertThat(reply.json().get("version").intValue()).isEqualTo(9);
        assertThat(reply.json().get("complete").booleanValue()).isFalse();
        assertThat(reply.json().get("messages")).hasSize(1);
        assertThat(reply.json().get("members").get(0).get("role").textValue()).isEqualTo("admin");
        assertThat(reply.json().get("chat").get("memberCount").intValue()).isEqualTo(2);
    }

    @Test
    void one_message_is_read_edited_and_deleted() {
        server.useCases.find = (chat, viewer, id) -> Outcome.done(Samples.message(id.value()));
        server.useCases.edit = edit -> CompletableFuture.completedFuture(Outcome.done(Samples.message(4)));
        server.useCases.delete = deletion -> CompletableFuture.completedFuture(Outcome.done(Samples.message(4)));
        assertThat(server.get(CHAT + "/messages/4").json().get("id").intValue()).isEqualTo(4);
        assertThat(server.ask("PATCH", CHAT + "/messages/4", "{\"text\": \"new\"}")
                        .status())
                .isEqualTo(200);
        Reply deleted = server.ask("DELETE", CHAT + "/messages/4", "");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.header("Content-Type")).isEmpty();
    }

    @Test
    void marking_read_moves_the_mark_and_readers_are_listed() {
        server.useCases.markRead =
                (chat, reader, upTo) -> CompletableFuture.completedFuture(Outcome.done(new MessageId(3)));
        assertThat(server.ask("PUT", CHAT + "/read", "{\"upTo\": 9}").text()).isEqualTo("{\"readUpTo\":3}");
        server.useCases.listReaders = (chat, viewer, id, limit, cursor) -> Outcome.done(new ReadStates.Readers(
                new Page<>(
                        List.of(new ReadStates.Reader(StubUseCases.BOB, new UserName("Bob 🐻"))),
                        Optional.of(new PageCursor("next"))),
                2));
        assertThat(server.get(CHAT + "/messages/1/readers").text())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "{\"items\":[{\"userId\":\"%s\",\"name\":\"Bob 🐻\"}],\"required\":2,\"nextCursor\":\"next\"}",
                        StubUseCases.BOB));
    }

    @Test
    void a_direct_chat_is_created_or_returned() {
        server.useCases.online = user -> user.equals(StubUseCases.BOB);
        server.useCases.openDirect = (opener, other) -> new OpenDirectChat.Outcome.Created(Samples.directView());
        String request = String.format(Locale.ROOT, "{\"kind\": \"direct\", \"userId\": \"%s\"}", StubUseCases.BOB);
        Reply created = server.ask("POST", "/chats", request);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).contains("/chats/" + Samples.CHAT);
        assertThat(created.json().at("/peer/online").booleanValue()).isTrue();
        server.useCases.openDirect = (opener, other) -> new OpenDirectChat.Outcome.Existing(Samples.directView());
        assertThat(server.ask("POST", "/chats", request).status()).isEqualTo(200);
        server.useCases.openDirect = (opener, other) -> new OpenDirectChat.Outcome.TooMany(Duration.ofMinutes(30));
        assertThat(server.ask("POST", "/chats", request).header("Retry-After")).contains("1800");
        server.useCases.openDirect = (opener, other) -> new OpenDirectChat.Outcome.Refused(Refusal.CHAT_WITH_ONESELF);
        Reply oneself = server.ask("POST", "/chats", request);
        assertThat(oneself.code()).isEqualTo("invalid_request");
        assertThat(oneself.json().at("/errors/0/field").textValue()).isEqualTo("userId");
    }

    @Test
    void a_group_is_created_once_per_key() {
        AtomicReference<CreateGroup.Command> asked = new AtomicReference<>();
        server.useCases.createGroup = command -> {
            asked.set(command);
            return Outcome.done(new Chats.Opened(Samples.groupView(), false));
        };
        Reply reply = server.ask(server.to("/chats")
                .header("Authorization", "Bearer alice")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", KEY.toString())
                .POST(HttpRequest.BodyPublishers.ofString("{\"kind\": \"group\", \"title\": \"Sunday hike\"}")));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Idempotent-Replayed")).contains("true");
        assertThat(asked.get().key().orElseThrow().value()).isEqualTo(KEY);
        assertThat(asked.get().members()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"kind": "channel"}                   | kind   | must be one of direct, group
        {}                                    | kind   | is required
        {"kind": "direct"}                    | userId | is required
        {"kind": "group", "title": ""}        | title  | must have 1 to 128 characters
        """)
    void an_invalid_new_chat_is_refused(String body, String field, String message) {
        assertThat(server.ask("POST", "/chats", body).text())
                .contains(String.format(Locale.ROOT, "{\"field\":\"%s\",\"message\":\"%s\"}", field, message));
    }

    @Test
    void chats_and_members_are_listed_by_page() {
        server.useCases.listChats = (viewer, limit, cursor) -> cursor.isEmpty()
                ? new Page<>(List.of(Samples.groupView(), Samples.directView()), Optional.of(new PageCursor("c-2")))
                : new Page<>(List.of(), Optional.empty());
        assertThat(server.get("/chats?limit=2").json().get("nextCursor").textValue())
                .isEqualTo("c-2");
        assertThat(server.get("/chats?cursor=c-2").text()).isEqualTo("{\"items\":[]}");
        server.useCases.listMembers = (chat, viewer, limit, cursor) ->
                Outcome.done(new Page<>(List.of(Samples.member(Role.OWNER)), Optional.empty()));
        assertThat(server.get(CHAT + "/members").json().at("/items/0/role").textValue())
                .isEqualTo("owner");
    }

    @Test
    void a_foreign_cursor_is_an_invalid_request() {
        server.useCases.listChats = (viewer, limit, cursor) -> {
            throw new InvalidValueException("is not a cursor that this server gave");
        };
        Reply reply = server.get("/chats?cursor=forged");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/errors/0/field").textValue()).isEqualTo("cursor");
    }

    @Test
    void members_are_added_change_roles_and_are_removed() {
        server.useCases.addMembers = (chat, actor, people) -> Outcome.done(List.of(Samples.member(Role.MEMBER)));
        server.useCases.changeRole = (chat, actor, target, role) -> Outcome.done(Samples.member(role));
        server.useCases.removeMember = (chat, actor, target) -> Outcome.done(new Chats.Gone());
        String bob = "\"" + StubUseCases.BOB + "\"";
        assertThat(server.ask("POST", CHAT + "/members", "{\"userIds\": [" + bob + "]}")
                        .json()
                        .get("items"))
                .hasSize(1);
        assertThat(server.ask("PATCH", CHAT + "/members/" + StubUseCases.BOB, "{\"role\": \"admin\"}")
                        .json()
                        .get("role")
                        .textValue())
                .isEqualTo("admin");
        assertThat(server.ask("DELETE", CHAT + "/members/" + StubUseCases.BOB, "")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void a_group_is_retitled_and_deleted() {
        server.useCases.retitle = (chat, actor, title) -> Outcome.done(Samples.groupView());
        server.useCases.deleteGroup = (chat, actor) -> Outcome.refused(Refusal.FORBIDDEN);
        assertThat(server.ask("PATCH", CHAT, "{\"title\": \"x\"}").status()).isEqualTo(200);
        assertThat(server.ask("DELETE", CHAT, "").status()).isEqualTo(403);
        server.useCases.deleteGroup = (chat, actor) -> Outcome.done(new Chats.Gone());
        assertThat(server.ask("DELETE", CHAT, "").status()).isEqualTo(204);
    }

    @Test
    void a_missing_chat_and_a_foreign_chat_answer_alike() {
        server.useCases.findChat = (chat, viewer) -> Outcome.refused(Refusal.CHAT_NOT_FOUND);
        Reply reply = server.get(CHAT);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().get("code").textValue()).isEqualTo("chat_not_found");
        assertThat(reply.json().has("detail")).isFalse();
    }

    @Test
    void head_is_answered_as_get_without_the_body() {
        server.useCases.findChat = (chat, viewer) -> Outcome.done(Samples.groupView());
        Reply head = server.ask(server.to(CHAT)
                .header("Authorization", "Bearer alice")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.header("Content-Length").map(Integer::parseInt).orElseThrow())
                .isGreaterThan(100);
        Reply stranger = server.ask(server.to(CHAT).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(stranger.status()).isEqualTo(401);
    }

    private Reply send(String body, String key) {
        return server.ask(server.to(CHAT + "/messages")
                .header("Authorization", "Bearer alice")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
