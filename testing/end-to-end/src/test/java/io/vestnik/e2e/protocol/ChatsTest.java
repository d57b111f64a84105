package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.limit.Limits;
import io.vestnik.e2e.LocalServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChatsTest extends ProtocolTest {

    @Test
    void a_direct_chat_is_created_once_for_both_users() {
        Actor.Reply created = alice.post("/chats", json("{'kind':'direct','userId':'%s'}", bob.id()));
        assertThat(created.status()).isEqualTo(201);
        String chat = created.json().path("id").asText();
        JsonNode again = bob.post("/chats", json("{'kind':'direct','userId':'%s'}", alice.id()))
                .expect(200)
                .json();
        assertThat(again.path("id").asText()).isEqualTo(chat);
        JsonNode seen = alice.chat(chat);
        assertThat(seen.path("kind").asText()).isEqualTo("direct");
        assertThat(seen.path("memberCount").asInt()).isEqualTo(2);
        assertThat(seen.path("version").asInt()).isPositive();
        assertThat(seen.path("lastMessageId").asInt()).isZero();
        assertThat(seen.at("/peer/id").asText()).isEqualTo(bob.id());
        assertThat(seen.at("/peer/name").asText()).isEqualTo("Bob");
        assertThat(seen.path("myRole").asText()).isEqualTo("member");
        assertThat(List.of(
                        seen.path("readUpTo").asInt(-1),
                        seen.path("allReadUpTo").asInt(-1),
                        seen.path("unread").asInt(-1)))
                .containsOnly(0);
        assertThat(seen.has("title")).isFalse();
        assertThat(seen.has("lastMessage")).isFalse();
    }

    @Test
    void concurrent_requests_of_both_users_open_the_same_direct_chat() throws Exception {
        for (int pair = 0; pair < 5; pair++) {
            Actor one = registers("One");
            Actor two = registers("Two");
            List<Callable<Actor.Reply>> asking = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asking.add(() -> one.post("/chats", json("{'kind':'direct','userId':'%s'}", two.id())));
                asking.add(() -> two.post("/chats", json("{'kind':'direct','userId':'%s'}", one.id())));
            }
            List<Actor.Reply> replies = atOnce(asking);
            assertThat(replies.stream().map(reply -> reply.json().path("id").asText()))
                    .as("the chat of each request")
                    .containsOnly(replies.getFirst().json().path("id").asText());
            assertThat(replies.stream().filter(reply -> reply.status() == 201)).hasSize(1);
        }
    }

    @Test
    void a_direct_chat_with_oneself_or_an_unknown_user_is_refused() {
        Actor.Reply oneself = alice.post("/chats", json("{'kind':'direct','userId':'%s'}", alice.id()));
        assertThat(oneself.verdict()).isEqualTo("400 invalid_request");
        assertThat(oneself.fields()).isEqualTo("userId");
        assertThat(alice.post("/chats", json("{'kind':'direct','userId':'%s'}", UUID.randomUUID()))
                        .verdict())
                .isEqualTo("404 user_not_found");
    }

    @Test
    void group_operations_are_forbidden_in_a_direct_chat() {
        String chat = "/chats/" + alice.talksWith(bob);
        assertThat(List.of(
                        alice.patch(chat, json("{'title':'Us'}")).verdict(),
                        alice.post(chat + "/members", json("{'userIds':['%s']}", carol.id()))
                                .verdict(),
                        alice.patch(chat + "/members/" + bob.id(), json("{'role':'admin'}"))
                                .verdict(),
                        alice.delete(chat + "/members/" + alice.id()).verdict(),
                        alice.delete(chat + "/members/" + bob.id()).verdict(),
                        alice.delete(chat).verdict()))
                .containsOnly("403 forbidden");
    }

    @Test
    void a_group_is_created_once_per_key() {
        String key = key();
        String body = json("{'kind':'group','title':'Hike','memberIds':['%s']}", bob.id());
        Actor.Reply first = alice.post("/chats", body, key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        Actor.Reply repeat = alice.post("/chats", body, key);
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.header("Idempotent-Replayed")).contains("true");
        assertThat(repeat.json().path("id").asText())
                .isEqualTo(first.json().path("id").asText());
        assertThat(alice.post("/chats", json("{'kind':'group','title':'Another','memberIds':[]}"), key)
                        .verdict())
                .isEqualTo("409 key_reused");
        assertThat(bob.post("/chats", json("{'kind':'group','title':'Another','memberIds':[]}"), key)
                        .status())
                .as("the key of another user")
                .isEqualTo(201);
        JsonNode group = first.json();
        assertThat(group.path("kind").asText()).isEqualTo("group");
        assertThat(group.path("title").asText()).isEqualTo("Hike");
        assertThat(group.path("createdBy").asText()).isEqualTo(alice.id());
        assertThat(group.path("myRole").asText()).isEqualTo("owner");
        assertThat(group.has("peer")).isFalse();
    }

    @Test
    void concurrent_requests_with_one_key_create_one_group() throws Exception {
        String key = key();
        String body = json("{'kind':'group','title':'Hike','memberIds':['%s']}", bob.id());
        List<Callable<Actor.Reply>> asking = IntStream.range(0, 12)
                .<Callable<Actor.Reply>>mapToObj(i -> () -> alice.post("/chats", body, key))
                .toList();
        List<Actor.Reply> replies = atOnce(asking);
        assertThat(replies.stream()
                        .map(reply -> reply.json().path("id").asText())
                        .distinct())
                .hasSize(1);
        assertThat(replies.stream().filter(reply -> reply.status() == 201)).hasSize(1);
    }

    @Test
    void chats_are_paged_by_latest_activity() {
        String first = alice.founds();
        String second = alice.founds(bob);
        String third = alice.talksWith(carol);
        alice.posts(first, "so that it is the latest");
        JsonNode page = alice.get("/chats?limit=2").expect(200).json();
        assertThat(page.path("items")).hasSize(2);
        assertThat(page.path("items").get(0).path("id").asText()).isEqualTo(first);
        assertThat(page.path("items").get(0).at("/lastMessage/text").asText()).isEqualTo("so that it is the latest");
        JsonNode rest = alice.get(
                        "/chats?limit=2&cursor=%s", page.path("nextCursor").asText())
                .expect(200)
                .json();
        assertThat(rest.has("nextCursor")).isFalse();
        assertThat(each(rest.path("items"), "id")).hasSize(1);
        Set<String> all = Set.of(
                page.path("items").get(0).path("id").asText(),
                page.path("items").get(1).path("id").asText(),
                rest.path("items").get(0).path("id").asText());
        assertThat(all).containsExactlyInAnyOrder(first, second, third);
    }

    @Test
    void a_limit_outside_its_bounds_is_named() {
        String chat = alice.founds();
        for (String path : List.of(
                "/chats?limit=%d",
                "/chats/" + chat + "/members?limit=%d",
                "/history/" + chat + "?limit=%d",
                "/chats/" + chat + "/messages?limit=%d")) {
            for (int limit : List.of(0, 201)) {
                Actor.Reply reply = alice.get(path, limit);
                assertThat(reply.verdict()).as(path).isEqualTo("400 invalid_request");
                assertThat(reply.fields()).as(path).isEqualTo("limit");
            }
            assertThat(alice.get(path, 200).status()).as(path).isEqualTo(200);
        }
        assertThat(alice.get("/chats/%s/changes?after=0&limit=1000", chat).status())
                .isEqualTo(200);
        assertThat(alice.get("/chats/%s/changes?after=0&limit=1001", chat).fields())
                .isEqualTo("limit");
        assertThat(alice.get("/history/%s?offset=-1", chat).fields()).isEqualTo("offset");
    }

    @Test
    void foreign_and_missing_chats_answer_alike() {
        String chat = alice.founds(bob);
        alice.posts(chat, "secret");
        for (String path : List.of(
                "/chats/%s",
                "/chats/%s/members",
                "/history/%s",
                "/chats/%s/messages",
                "/chats/%s/messages/1",
                "/chats/%s/messages/1/readers",
                "/chats/%s/changes?after=0")) {
            Actor.Reply notMine = carol.get(path, chat);
            Actor.Reply nothing = carol.get(path, UUID.randomUUID());
            assertThat(notMine.verdict()).as(path).isEqualTo("404 chat_not_found");
            assertThat(withoutRequestId(notMine)).as(path).isEqualTo(withoutRequestId(nothing));
        }
    }

    private static String withoutRequestId(Actor.Reply reply) {
        return reply.json().toString().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    @Test
    void owner_and_admins_retitle_and_an_equal_title_takes_no_version() {
        String chat = alice.founds(bob, carol);
        alice.patch("/chats/" + chat + "/members/" + bob.id(), json("{'role':'admin'}"))
                .expect(200);
        JsonNode changed = bob.patch("/chats/" + chat, json("{'title':'Monday hike'}"))
                .expect(200)
                .json();
        assertThat(changed.path("title").asText()).isEqualTo("Monday hike");
        JsonNode same = alice.patch("/chats/" + chat, json("{'title':'Monday hike'}"))
                .expect(200)
                .json();
        assertThat(same.path("version").asLong())
                .isEqualTo(changed.path("version").asLong());
        assertThat(carol.patch("/chats/" + chat, json("{'title':'No'}")).verdict())
                .isEqualTo("403 forbidden");
        assertThat(alice.patch("/chats/" + chat, json("{'title':''}")).fields()).isEqualTo("title");
        assertThat(alice.patch("/chats/" + chat, json("{'title':'%s'}", "🎉".repeat(128)))
                        .status())
                .isEqualTo(200);
        assertThat(alice.patch("/chats/" + chat, json("{'title':'%s'}", "🎉".repeat(129)))
                        .fields())
                .isEqualTo("title");
    }

    @Test
    void members_are_paged_with_their_marks() {
        String chat = alice.founds(bob, carol);
        alice.posts(chat, "hi");
        bob.reads(chat, 1);
        JsonNode first =
                alice.get("/chats/%s/members?limit=2", chat).expect(200).json();
        JsonNode second = alice.get(
                        "/chats/%s/members?limit=2&cursor=%s",
                        chat, first.path("nextCursor").asText())
                .expect(200)
                .json();
        List<JsonNode> all = new ArrayList<>();
        first.path("items").forEach(all::add);
        second.path("items").forEach(all::add);
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(each(all, "name")).containsExactlyInAnyOrder("Alice", "Bob", "Carol");
        assertThat(each(all, "role")).containsExactlyInAnyOrder("owner", "member", "member");
        JsonNode bobs = all.stream()
                .filter(member -> member.path("userId").asText().equals(bob.id()))
                .findFirst()
                .orElseThrow();
        assertThat(bobs.path("readUpTo").asInt()).isEqualTo(1);
        assertThat(bobs.path("joinedAfter").asInt()).isZero();
        assertThat(bobs.path("joinedAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void members_are_added_all_or_none_and_existing_ones_keep_their_role() {
        String chat = alice.founds(bob);
        alice.posts(chat, "before");
        String members = "/chats/" + chat + "/members";
        long before = alice.chat(chat).path("version").asLong();
        assertThat(alice.post(members, json("{'userIds':['%s','%s']}", carol.id(), UUID.randomUUID()))
                        .verdict())
                .isEqualTo("404 user_not_found");
        assertThat(alice.chat(chat).path("memberCount").asInt()).isEqualTo(2);
        JsonNode added = alice.post(members, json("{'userIds':['%s','%s']}", bob.id(), carol.id()))
                .expect(200)
                .json();
        assertThat(each(added.path("items"), "name")).containsExactly("Carol");
        assertThat(added.path("items").get(0).path("joinedAfter").asInt()).isEqualTo(1);
        assertThat(alice.chat(chat).path("version").asLong()).isEqualTo(before + 1);
        assertThat(alice.post(members, json("{'userIds':['%s']}", bob.id()))
                        .expect(200)
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(alice.chat(chat).path("version").asLong())
                .as("a change without effect takes no version")
                .isEqualTo(before + 1);
        assertThat(carol.chat(chat).path("unread").asInt()).isZero();
        assertThat(carol.get("/history/%s", chat).json().path("items"))
                .as("a new member sees the whole history")
                .hasSize(1);
        String tooMany = IntStream.rangeClosed(0, 500)
                .mapToObj(i -> "\"" + UUID.randomUUID() + "\"")
                .collect(Collectors.joining(","));
        assertThat(alice.post(members, "{\"userIds\":[" + tooMany + "]}").fields())
                .isEqualTo("userIds");
        assertThat(bob.post(members, json("{'userIds':['%s']}", carol.id())).verdict())
                .isEqualTo("403 forbidden");
    }

    @Test
    void the_owner_changes_roles_and_becomes_admin_after_a_transfer() {
        String chat = alice.founds(bob, carol);
        String members = "/chats/" + chat + "/members/";
        assertThat(bob.patch(members + carol.id(), json("{'role':'admin'}")).verdict())
                .isEqualTo("403 forbidden");
        assertThat(alice.patch(members + bob.id(), json("{'role':'admin'}"))
                        .expect(200)
                        .json()
                        .path("role")
                        .asText())
                .isEqualTo("admin");
        long before = alice.chat(chat).path("version").asLong();
        alice.patch(members + bob.id(), json("{'role':'owner'}")).expect(200);
        assertThat(alice.chat(chat).path("version").asLong()).as("one step").isEqualTo(before + 1);
        assertThat(alice.chat(chat).path("myRole").asText()).isEqualTo("admin");
        assertThat(bob.chat(chat).path("myRole").asText()).isEqualTo("owner");
        assertThat(alice.delete(members + bob.id()).verdict()).isEqualTo("403 forbidden");
        assertThat(bob.delete(members + alice.id()).status()).isEqualTo(204);
        assertThat(alice.get("/chats/%s", chat).verdict()).isEqualTo("404 chat_not_found");
        assertThat(bob.patch(members + carol.id(), json("{'role':'boss'}")).fields())
                .isEqualTo("role");
        assertThat(bob.patch(members + UUID.randomUUID(), json("{'role':'admin'}"))
                        .verdict())
                .isEqualTo("404 user_not_found");
    }

    @Test
    void an_admin_removes_members_but_no_admins() {
        Actor dave = registers("Dave");
        String chat = alice.founds(bob, carol, dave);
        String members = "/chats/" + chat + "/members/";
        for (Actor admin : List.of(bob, carol)) {
            alice.patch(members + admin.id(), json("{'role':'admin'}")).expect(200);
        }
        assertThat(bob.delete(members + carol.id()).verdict()).isEqualTo("403 forbidden");
        assertThat(bob.delete(members + alice.id()).verdict()).isEqualTo("403 forbidden");
        assertThat(dave.delete(members + bob.id()).verdict()).isEqualTo("403 forbidden");
        assertThat(bob.delete(members + dave.id()).status()).isEqualTo(204);
        assertThat(alice.delete(members + carol.id()).status()).isEqualTo(204);
        assertThat(alice.chat(chat).path("memberCount").asInt()).isEqualTo(2);
    }

    @Test
    void a_leaving_owner_is_succeeded_and_the_last_leave_ends_the_group() {
        String chat = alice.founds(bob);
        alice.post("/chats/" + chat + "/members", json("{'userIds':['%s']}", carol.id()))
                .expect(200);
        alice.patch("/chats/" + chat + "/members/" + carol.id(), json("{'role':'admin'}"))
                .expect(200);
        long before = alice.chat(chat).path("version").asLong();
        assertThat(alice.delete("/chats/" + chat + "/members/" + alice.id()).status())
                .isEqualTo(204);
        assertThat(carol.chat(chat).path("myRole").asText()).isEqualTo("owner");
        assertThat(carol.chat(chat).path("version").asLong())
                .as("in the same step")
                .isEqualTo(before + 1);
        carol.delete("/chats/" + chat + "/members/" + carol.id()).expect(204);
        assertThat(bob.chat(chat).path("myRole").asText()).isEqualTo("owner");
        bob.delete("/chats/" + chat + "/members/" + bob.id()).expect(204);
        assertThat(bob.get("/chats/%s", chat).verdict()).isEqualTo("404 chat_not_found");
        assertThat(bob.get("/chats").json().path("items")).isEmpty();
    }

    @Test
    void only_the_owner_deletes_a_group() {
        String chat = alice.founds(bob, carol);
        alice.patch("/chats/" + chat + "/members/" + bob.id(), json("{'role':'admin'}"))
                .expect(200);
        Line line = carol.connects();
        assertThat(bob.delete("/chats/" + chat).verdict()).isEqualTo("403 forbidden");
        assertThat(alice.delete("/chats/" + chat).status()).isEqualTo(204);
        assertThat(line.next("removed").path("chatId").asText()).isEqualTo(chat);
        for (Actor member : List.of(alice, bob, carol)) {
            assertThat(member.get("/chats/%s", chat).verdict()).isEqualTo("404 chat_not_found");
        }
    }

    @Test
    void a_group_beyond_its_member_limit_is_refused() {
        Limits three = new Limits(3, 0, 0, 0, 0, 0, 0, 32, 64, 1 << 20);
        try (LocalServer small = LocalServer.start(setup(store()).limits(three))) {
            Actor owner = Actor.registers(small, "Owner");
            Actor[] others = {Actor.registers(small, "A"), Actor.registers(small, "B"), Actor.registers(small, "C")};
            String chat = owner.founds(others[0]);
            assertThat(owner.post(
                                    "/chats/" + chat + "/members",
                                    json("{'userIds':['%s','%s']}", others[1].id(), others[2].id()))
                            .verdict())
                    .isEqualTo("409 group_full");
            owner.post("/chats/" + chat + "/members", json("{'userIds':['%s']}", others[1].id()))
                    .expect(200);
            try (Line line = owner.dials()) {
                line.says(json("{'type':'hello','v':1,'token':'%s'}", owner.token()));
                assertThat(line.next("ready").at("/limits/groupMembersMax").asInt())
                        .isEqualTo(3);
            }
        }
    }

    static <T> List<T> atOnce(List<? extends Callable<T>> calls) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> call : calls) {
                running.add(threads.submit(call));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}
