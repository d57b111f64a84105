package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventsTest extends ProtocolTest {
    private static final String SEND = "'chatId':'%s','key':'%s','text':'%s'";

    @Test
    void ready_contains_the_user_and_the_limits() {
        Line line = alice.dials();
        line.says(json("{'type':'hello','v':1,'token':'%s','someday':true}", alice.token()));
        JsonNode ready = line.next("ready");
        assertThat(ready.path("v").asInt()).isEqualTo(1);
        assertThat(ready.path("userId").asText()).isEqualTo(alice.id());
        assertThat(ready.path("deviceId").asText()).isEqualTo(alice.deviceId());
        assertThat(ready.path("epoch").asText()).isNotEmpty();
        assertThat(ready.path("pingSeconds").asInt()).isEqualTo(25);
        assertThat(ready.path("tokenExpiresAt").asText()).isNotEmpty();
        JsonNode limits = ready.path("limits");
        assertThat(limits.path("textMax").asInt()).isEqualTo(4096);
        assertThat(limits.path("titleMax").asInt()).isEqualTo(128);
        assertThat(limits.path("frameBytesMax").asInt()).isEqualTo(64 * 1024);
        assertThat(limits.path("groupMembersMax").asInt()).isEqualTo(600);
        assertThat(limits.path("largeGroup").asInt()).isEqualTo(5);
        assertThat(limits.path("sendsPerSecond").asInt(-1)).isZero();
        line.next("live");
        Line again = alice.dials();
        again.says(json("{'type':'hello','v':1,'token':'%s'}", alice.token()));
        assertThat(again.next("ready").path("epoch").asText())
                .isEqualTo(ready.path("epoch").asText());
    }

    @Test
    void sent_replaces_the_event_on_the_senders_connection() {
        String chat = alice.founds(bob);
        Line phone = alice.connects();
        Line laptop = alice.onAnotherDevice().connects();
        Line bobs = bob.connects();
        long version = alice.chat(chat).path("version").asLong();
        int first = phone.requests("send", SEND, chat, key(), "one");
        bob.posts(chat, "two");
        JsonNode sent = phone.answer(first);
        assertThat(sent.path("duplicate").asBoolean(true)).isFalse();
        List<Long> versions = new ArrayList<>(List.of(sent.path("version").asLong()));
        versions.add(phone.next("message").path("version").asLong());
        assertThat(versions).containsExactlyInAnyOrder(version + 1, version + 2);
        for (Line line : List.of(laptop, bobs)) {
            JsonNode one = line.next("message");
            JsonNode two = line.next("message");
            assertThat(List.of(one.path("version").asLong(), two.path("version").asLong()))
                    .containsExactly(version + 1, version + 2);
            assertThat(one.path("chatId").asText()).isEqualTo(chat);
            assertThat(List.of(
                            one.at("/message/id").asInt(), two.at("/message/id").asInt()))
                    .containsExactly(1, 2);
        }
        assertThat(phone.rest()).isEmpty();
    }

    @Test
    void frames_of_one_connection_are_applied_in_order() {
        String chat = alice.founds(bob);
        Line line = alice.connects();
        List<Integer> refs = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            refs.add(line.requests("send", SEND, chat, key(), "message " + i));
        }
        int edit = line.requests("edit", "'chatId':'%s','id':200,'text':'edited'", chat);
        int read = line.requests("read", "'chatId':'%s','upTo':200", chat);
        int delete = line.requests("delete", "'chatId':'%s','id':199", chat);
        long last = 0;
        for (int i = 0; i < refs.size(); i++) {
            JsonNode sent = line.answer(refs.get(i));
            assertThat(sent.at("/message/id").asInt()).isEqualTo(i + 1);
            assertThat(sent.path("version").asLong()).isGreaterThan(last);
            last = sent.path("version").asLong();
        }
        assertThat(line.answer(edit).path("version").asLong()).isEqualTo(last + 1);
        assertThat(line.answer(read).path("readUpTo").asLong()).isEqualTo(200);
        assertThat(line.answer(delete).path("version").asLong()).isEqualTo(last + 2);
        JsonNode history =
                bob.get("/history/%s?offset=198&limit=2", chat).json().path("items");
        assertThat(history.get(0).has("deletedAt")).isTrue();
        assertThat(history.get(1).path("text").asText()).isEqualTo("edited");
    }

    @Test
    void edits_and_deletes_are_answered_and_sent_to_every_connection() {
        String chat = alice.founds(bob);
        alice.posts(chat, "frist");
        Line mine = alice.connects();
        Line bobs = bob.connects();
        JsonNode ok = mine.asks("edit", "'chatId':'%s','id':1,'text':'first'", chat);
        assertThat(ok.path("type").asText()).isEqualTo("ok");
        for (Line line : List.of(mine, bobs)) {
            JsonNode event = line.next("message");
            assertThat(event.path("version").asLong())
                    .isEqualTo(ok.path("version").asLong());
            assertThat(event.at("/message/text").asText()).isEqualTo("first");
            assertThat(event.at("/message/editedAt").asText()).isNotEmpty();
        }
        JsonNode gone = mine.asks("delete", "'chatId':'%s','id':1", chat);
        for (Line line : List.of(mine, bobs)) {
            JsonNode event = line.next("message");
            assertThat(event.path("version").asLong())
                    .isEqualTo(gone.path("version").asLong());
            assertThat(event.at("/message/deletedAt").asText()).isNotEmpty();
            assertThat(event.path("message").has("text")).isFalse();
        }
        assertThat(mine.asks("edit", "'chatId':'%s','id':1,'text':'back'", chat)
                        .path("code")
                        .asText())
                .isEqualTo("message_deleted");
        assertThat(bobs.asks("delete", "'chatId':'%s','id':9", chat)
                        .path("code")
                        .asText())
                .isEqualTo("message_not_found");
    }

    @Test
    void a_refused_request_is_answered_on_an_open_connection() {
        String strange = bob.founds(carol);
        Line line = alice.connects();
        JsonNode error = line.asks("send", SEND, strange, key(), "hi");
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("code").asText()).isEqualTo("chat_not_found");
        assertThat(error.path("retryable").asBoolean(true)).isFalse();
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(line.asks("send", "'chatId':'%s','text':''", strange)
                        .path("code")
                        .asText())
                .isEqualTo("invalid_request");
        assertThat(line.asks("dance", "").path("code").asText()).isEqualTo("invalid_request");
        assertThat(line.asks("read", "'chatId':'%s','upTo':1", strange)
                        .path("code")
                        .asText())
                .isEqualTo("chat_not_found");
        line.says("{\"type\":\"send\",\"ref\":\"big\",\"text\":\"" + "x".repeat(65 * 1024) + "\"}");
        assertThat(line.next("error").path("code").asText()).isEqualTo("payload_too_large");
        assertThat(line.asks("ping", "").path("type").asText()).isEqualTo("pong");
        assertThat(line.isOpen()).isTrue();
    }

    @Test
    void a_token_is_renewed_only_by_the_same_device() {
        Line line = alice.connects();
        JsonNode ok = line.asks("auth", "'token':'%s'", alice.token());
        assertThat(ok.path("type").asText()).isEqualTo("ok");
        assertThat(ok.path("tokenExpiresAt").asText()).isNotEmpty();
        assertThat(line.asks("auth", "'token':'%s'", alice.onAnotherDevice().token())
                        .path("type")
                        .asText())
                .isEqualTo("error");
        assertThat(line.asks("auth", "'token':'%s'", bob.token()).path("type").asText())
                .isEqualTo("error");
    }

    @Test
    void a_new_member_gets_a_chat_snapshot_and_others_the_members() {
        String chat = alice.founds(bob);
        Line bobs = bob.connects();
        Line carols = carol.connects();
        alice.posts(chat, "before");
        bobs.next("message");
        alice.post("/chats/" + chat + "/members", json("{'userIds':['%s']}", carol.id()))
                .expect(200);
        JsonNode members = bobs.next("members");
        assertThat(members.path("memberCount").asInt()).isEqualTo(3);
        assertThat(each(members.path("members"), "name")).containsExactly("Carol");
        assertThat(members.at("/members/0/role").asText()).isEqualTo("member");
        assertThat(members.at("/members/0/joinedAfter").asInt()).isEqualTo(1);
        JsonNode entry = carols.next("chat");
        assertThat(entry.path("version").asLong())
                .isEqualTo(members.path("version").asLong());
        assertThat(entry.at("/chat/id").asText()).isEqualTo(chat);
        assertThat(entry.at("/chat/myRole").asText()).isEqualTo("member");
        assertThat(entry.at("/chat/title").asText()).isEqualTo("Sunday hike");
        assertThat(entry.at("/chat/readUpTo").asInt()).isEqualTo(1);
        assertThat(entry.at("/chat/lastMessage/text").asText()).isEqualTo("before");
        alice.posts(chat, "after");
        assertThat(carols.next("message").path("version").asLong())
                .isEqualTo(entry.path("version").asLong() + 1);
        alice.patch("/chats/" + chat + "/members/" + carol.id(), json("{'role':'admin'}"))
                .expect(200);
        assertThat(carols.next("members").at("/members/0/role").asText()).isEqualTo("admin");
    }

    @Test
    void a_new_chat_is_sent_as_a_snapshot_to_all_members() {
        Line alices = alice.connects();
        Line bobs = bob.connects();
        String group = alice.founds(bob);
        for (Line line : List.of(alices, bobs)) {
            JsonNode entry = line.next("chat");
            assertThat(entry.path("chatId").asText()).isEqualTo(group);
            assertThat(entry.at("/chat/myRole").isMissingNode()).isFalse();
        }
        String direct = alice.talksWith(bob);
        JsonNode entry = bobs.next("chat");
        assertThat(entry.path("chatId").asText()).isEqualTo(direct);
        assertThat(entry.at("/chat/peer/name").asText()).isEqualTo("Alice");
        assertThat(alices.next("chat").at("/chat/peer/name").asText()).isEqualTo("Bob");
    }

    @Test
    void a_removed_member_gets_removed_and_no_later_event() {
        String chat = alice.founds(bob, carol);
        String other = alice.founds(carol);
        Line bobs = bob.connects();
        Line carols = carol.connects();
        alice.delete("/chats/" + chat + "/members/" + carol.id()).expect(204);
        alice.posts(chat, "secret");
        alice.posts(other, "not secret");
        JsonNode members = bobs.next("members");
        assertThat(members.path("memberCount").asInt()).isEqualTo(2);
        assertThat(members.at("/members/0/userId").asText()).isEqualTo(carol.id());
        assertThat(members.at("/members/0").has("role")).isFalse();
        assertThat(bobs.next("message").path("version").asLong())
                .isEqualTo(members.path("version").asLong() + 1);
        JsonNode removed = carols.find("removed");
        assertThat(removed.path("chatId").asText()).isEqualTo(chat);
        assertThat(carols.find("message").path("chatId").asText()).isEqualTo(other);
        // Events of one chat come in order. An event about the secret message would have come before the `chat` event
        // that is read here.
        alice.post("/chats/" + chat + "/members", json("{'userIds':['%s']}", carol.id()))
                .expect(200);
        assertThat(carols.next("chat").at("/chat/lastMessage/text").asText()).isEqualTo("secret");
        carol.delete("/chats/" + chat + "/members/" + carol.id()).expect(204);
        assertThat(carols.next("removed").path("chatId").asText()).as("leaving").isEqualTo(chat);
    }

    @Test
    void a_changed_title_is_sent_with_the_shared_fields_only() {
        String chat = alice.founds(bob);
        Line bobs = bob.connects();
        alice.patch("/chats/" + chat, json("{'title':'Monday hike'}")).expect(200);
        JsonNode event = bobs.next("chat");
        assertThat(event.at("/chat/title").asText()).isEqualTo("Monday hike");
        assertThat(event.at("/chat/version").asLong())
                .isEqualTo(event.path("version").asLong());
        for (String mine : List.of("myRole", "readUpTo", "allReadUpTo", "unread", "peer", "lastMessage")) {
            assertThat(event.path("chat").has(mine)).as(mine).isFalse();
        }
    }

    @Test
    void versions_rise_without_gaps_on_every_connection() throws Exception {
        String chat = alice.founds(bob, carol);
        List<Line> lines = List.of(alice.connects(), bob.connects(), carol.connects());
        long before = alice.chat(chat).path("version").asLong();
        ChatsTest.atOnce(IntStream.range(0, 60)
                .<Callable<Integer>>mapToObj(i -> () -> {
                    Actor who = List.of(alice, bob, carol).get(i % 3);
                    switch (i % 4) {
                        case 0, 1 -> who.posts(chat, "message " + i);
                        case 2 -> alice.patch("/chats/" + chat, json("{'title':'Title %d'}", i));
                        default -> lines.get(i % 3).asks("send", "'chatId':'%s','key':'%s','text':'live'", chat, key());
                    }
                    return i;
                })
                .toList());
        long after = alice.chat(chat).path("version").asLong();
        alice.posts(chat, "the last");
        for (Line line : lines) {
            List<Long> versions = new ArrayList<>();
            JsonNode frame;
            do {
                frame = line.next();
                if (!frame.path("type").asText().equals("sent")) {
                    versions.add(frame.path("version").asLong());
                }
            } while (!frame.at("/message/text").asText().equals("the last"));
            assertThat(versions).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo((int)
                    (after + 1 - before));
            // The missing versions are those of the senders' own messages, whose answers stand in for the events.
            assertThat(after + 1 - before - versions.size()).isBetween(0L, 15L);
        }
    }

    @Test
    void typing_is_forwarded_at_a_limited_rate_to_connected_members() {
        String chat = alice.founds(bob, carol);
        Line alices = alice.connects();
        Line bobs = bob.connects();
        Line stranger = registers("Dave").connects();
        alices.requests("typing", "'chatId':'%s'", chat);
        alices.requests("typing", "'chatId':'%s'", chat);
        stranger.requests("typing", "'chatId':'%s'", chat);
        stranger.asks("ping", "");
        alices.asks("ping", "");
        alice.posts(chat, "hi");
        List<JsonNode> seen = bobs.upTo("message");
        assertThat(each(seen, "type")).containsExactly("typing", "message");
        assertThat(seen.getFirst().path("userId").asText()).isEqualTo(alice.id());
        assertThat(seen.getFirst().path("chatId").asText()).isEqualTo(chat);
        assertThat(each(alices.upTo("message"), "type")).containsExactly("message");
    }

    @Test
    void partners_who_both_wrote_get_each_others_presence() {
        String chat = alice.talksWith(bob);
        alice.posts(chat, "hi");
        Line bobs = bob.connects();
        Line early = alice.connects();
        assertThat(early.asks("ping", "").path("type").asText()).isEqualTo("pong");
        assertThat(early.rest()).as("only one has written").isEmpty();
        bob.posts(chat, "hello");
        assertThat(early.find("presence").path("online").asBoolean()).isTrue();
        Line later = alice.onAnotherDevice().connects();
        JsonNode there = later.next("presence");
        assertThat(there.path("userId").asText()).isEqualTo(bob.id());
        assertThat(there.path("online").asBoolean()).isTrue();
        assertThat(alice.chat(chat).at("/peer/online").asBoolean()).isTrue();
        bobs.close();
        JsonNode gone = later.next("presence");
        assertThat(gone.path("online").asBoolean(true)).isFalse();
        assertThat(gone.path("lastSeenAt").asText()).isNotEmpty();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(alice.chat(chat).at("/peer/lastSeenAt")).isEqualTo(gone.path("lastSeenAt")));
        Line back = bob.connects();
        assertThat(later.next("presence").path("online").asBoolean()).isTrue();
        assertThat(back.next("presence").path("userId").asText()).isEqualTo(alice.id());
    }

    @Test
    void a_reconnect_within_five_seconds_changes_no_presence() {
        String chat = alice.talksWith(bob);
        alice.posts(chat, "hi");
        bob.posts(chat, "hello");
        Line first = bob.connects();
        Line alices = alice.connects();
        alices.next("presence");
        first.close();
        bob.connects();
        alice.posts(chat, "there?");
        assertThat(each(alices.upTo("message"), "type")).containsExactly("message");
    }

    @Test
    void a_changed_name_is_sent_to_direct_chat_partners() {
        alice.talksWith(bob);
        String group = alice.founds(bob, carol);
        Line bobs = bob.connects();
        Line carols = carol.connects();
        alice.patch("/users/me", json("{'name':'Alicia'}")).expect(200);
        JsonNode user = bobs.next("user");
        assertThat(user.path("userId").asText()).isEqualTo(alice.id());
        assertThat(user.path("name").asText()).isEqualTo("Alicia");
        alice.posts(group, "hi");
        assertThat(each(carols.upTo("message"), "type")).containsExactly("message");
    }

    @Test
    void a_large_group_gets_member_counts_without_reads_and_typing() {
        Actor[] others =
                IntStream.range(0, 5).mapToObj(i -> registers("Member " + i)).toArray(Actor[]::new);
        String chat = alice.founds(others);
        Line alices = alice.connects();
        Line member = others[0].connects();
        alice.post("/chats/" + chat + "/members", json("{'userIds':['%s']}", bob.id()))
                .expect(200);
        JsonNode members = alices.next("members");
        assertThat(members.path("memberCount").asInt()).isEqualTo(7);
        assertThat(members.has("members")).isFalse();
        member.next("members");
        alice.posts(chat, "hi");
        alices.next("message");
        member.next("message");
        member.requests("typing", "'chatId':'%s'", chat);
        member.asks("read", "'chatId':'%s','upTo':1", chat);
        Arrays.stream(others).skip(1).forEach(other -> other.reads(chat, 1));
        bob.reads(chat, 1);
        JsonNode allRead = alices.next();
        assertThat(allRead.path("type").asText())
                .as("the author is notified nevertheless")
                .isEqualTo("allRead");
        assertThat(allRead.path("upTo").asInt()).isEqualTo(1);
    }
}
