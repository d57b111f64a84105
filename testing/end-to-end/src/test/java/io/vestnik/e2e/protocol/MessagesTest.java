package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessagesTest extends ProtocolTest {
    private String chat;
    private String messages;

    @BeforeEach
    void aliceOwnsAGroup() {
        chat = alice.founds(bob, carol);
        messages = "/chats/" + chat + "/messages";
    }

    @Test
    void a_message_has_an_id_a_time_and_a_version() {
        long before = alice.chat(chat).path("version").asLong();
        JsonNode first = alice.posts(chat, "hi");
        JsonNode second = bob.posts(chat, "hello");
        assertThat(List.of(first.path("id").asLong(), second.path("id").asLong()))
                .containsExactly(1L, 2L);
        assertThat(List.of(
                        first.path("version").asLong(), second.path("version").asLong()))
                .containsExactly(before + 1, before + 2);
        assertThat(first.path("chatId").asText()).isEqualTo(chat);
        assertThat(first.path("senderId").asText()).isEqualTo(alice.id());
        assertThat(first.path("text").asText()).isEqualTo("hi");
        assertThat(first.path("read").asBoolean(true)).isFalse();
        assertThat(first.path("sentAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(second.path("sentAt").asText())
                .isGreaterThanOrEqualTo(first.path("sentAt").asText());
        for (String absent : List.of("replyTo", "editedAt", "deletedAt")) {
            assertThat(first.has(absent)).as(absent).isFalse();
        }
        JsonNode seen = carol.chat(chat);
        assertThat(seen.path("lastMessageId").asLong()).isEqualTo(2);
        assertThat(seen.at("/lastMessage/text").asText()).isEqualTo("hello");
        assertThat(seen.path("activityAt").asText())
                .isEqualTo(second.path("sentAt").asText());
        assertThat(carol.get(messages + "/2").expect(200).json()).isEqualTo(second);
    }

    @Test
    void a_repeated_key_returns_the_stored_message_on_every_path() {
        String key = key();
        JsonNode sent =
                alice.post(messages, json("{'text':'once'}"), key).expect(201).json();
        Actor.Reply repeat = alice.post(messages, json("{'text':'once'}"), key);
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.header("Idempotent-Replayed")).contains("true");
        assertThat(repeat.json()).isEqualTo(sent);
        JsonNode live =
                alice.onAnotherDevice().connects().asks("send", "'chatId':'%s','key':'%s','text':'once'", chat, key);
        assertThat(live.path("type").asText()).isEqualTo("sent");
        assertThat(live.path("duplicate").asBoolean()).isTrue();
        assertThat(live.path("message")).isEqualTo(sent);
        assertThat(live.path("version").asLong()).isEqualTo(sent.path("version").asLong());
        assertThat(bob.post(messages, json("{'text':'of bob'}"), key).status())
                .as("the key of another sender")
                .isEqualTo(201);
        String other = alice.founds();
        assertThat(alice.post("/chats/" + other + "/messages", json("{'text':'elsewhere'}"), key)
                        .status())
                .as("the key in another chat")
                .isEqualTo(201);
        assertThat(alice.chat(chat).path("lastMessageId").asLong()).isEqualTo(2);
    }

    @Test
    void without_a_key_no_retry_is_recognised() {
        assertThat(alice.posts(chat, "twice").path("id").asLong()).isEqualTo(1);
        assertThat(alice.posts(chat, "twice").path("id").asLong()).isEqualTo(2);
        assertThat(alice.post(messages, json("{'text':'hi'}"), "no uuid").fields())
                .isEqualTo("Idempotency-Key");
    }

    @Test
    void a_key_keeps_its_first_content_after_edit_and_deletion() {
        String key = key();
        alice.post(messages, json("{'text':'first'}"), key).expect(201);
        Line line = alice.connects();
        String again = "'chatId':'%s','key':'%s','text':'%s'";
        assertThat(alice.post(messages, json("{'text':'other'}"), key).verdict())
                .isEqualTo("409 key_reused");
        assertThat(line.asks("send", again, chat, key, "other").path("code").asText())
                .isEqualTo("key_reused");
        alice.patch(messages + "/1", json("{'text':'other'}")).expect(200);
        assertThat(alice.post(messages, json("{'text':'other'}"), key).verdict())
                .as("the edited text")
                .isEqualTo("409 key_reused");
        assertThat(alice.post(messages, json("{'text':'first'}"), key)
                        .expect(200)
                        .json()
                        .path("text")
                        .asText())
                .isEqualTo("other");
        assertThat(alice.post(messages, json("{'text':'first','replyTo':1}"), key)
                        .verdict())
                .as("another place answered")
                .isEqualTo("409 key_reused");
        alice.delete(messages + "/1").expect(204);
        JsonNode tombstone =
                alice.post(messages, json("{'text':'first'}"), key).expect(200).json();
        assertThat(tombstone.has("deletedAt")).isTrue();
        assertThat(tombstone.has("text")).isFalse();
        assertThat(line.asks("send", again, chat, key, "first")
                        .at("/message/deletedAt")
                        .asText())
                .isEqualTo(tombstone.path("deletedAt").asText());
    }

    @Test
    void concurrent_sends_with_one_key_store_one_message() throws Exception {
        String key = key();
        Actor other = alice.onAnotherDevice();
        List<Callable<Long>> tries = new ArrayList<>();
        for (Actor device : List.of(alice, other)) {
            for (int connection = 0; connection < 2; connection++) {
                Line line = device.connects();
                for (int i = 0; i < 4; i++) {
                    tries.add(() -> line.asks("send", "'chatId':'%s','key':'%s','text':'once'", chat, key)
                            .at("/message/id")
                            .asLong());
                    tries.add(() -> device.post(messages, json("{'text':'once'}"), key)
                            .json()
                            .path("id")
                            .asLong());
                }
            }
        }
        assertThat(ChatsTest.atOnce(tries)).containsOnly(1L);
        assertThat(alice.chat(chat).path("lastMessageId").asLong()).isEqualTo(1);
    }

    @Test
    void the_author_edits_in_place_and_an_equal_text_takes_no_version() {
        alice.posts(chat, "frist");
        alice.posts(chat, "second");
        JsonNode edited = alice.patch(messages + "/1", json("{'text':'first'}"))
                .expect(200)
                .json();
        assertThat(edited.path("id").asLong()).isEqualTo(1);
        assertThat(edited.path("text").asText()).isEqualTo("first");
        assertThat(edited.path("editedAt").asText()).isNotEmpty();
        long version = alice.chat(chat).path("version").asLong();
        assertThat(edited.path("version").asLong()).isEqualTo(version);
        alice.patch(messages + "/1", json("{'text':'first'}")).expect(200);
        assertThat(alice.chat(chat).path("version").asLong()).isEqualTo(version);
        assertThat(bob.patch(messages + "/1", json("{'text':'no'}")).verdict()).isEqualTo("403 forbidden");
        assertThat(alice.patch(messages + "/9", json("{'text':'no'}")).verdict())
                .isEqualTo("404 message_not_found");
        assertThat(each(alice.get("/history/%s", chat).json().path("items"), "text"))
                .containsExactly("first", "second");
    }

    @Test
    void author_owner_and_admins_delete_and_the_id_stays() {
        alice.patch("/chats/" + chat + "/members/" + bob.id(), json("{'role':'admin'}"))
                .expect(200);
        for (int i = 1; i <= 3; i++) {
            carol.posts(chat, "message " + i);
        }
        alice.posts(chat, "of the owner");
        assertThat(carol.delete(messages + "/4").verdict()).isEqualTo("403 forbidden");
        carol.delete(messages + "/1").expect(204);
        bob.delete(messages + "/2").expect(204);
        alice.delete(messages + "/3").expect(204);
        alice.delete(messages + "/3").expect(204);
        JsonNode history = carol.get("/history/%s", chat).json().path("items");
        assertThat(history).hasSize(4);
        for (int i = 0; i < 3; i++) {
            assertThat(history.get(i).path("id").asInt()).isEqualTo(i + 1);
            assertThat(history.get(i).path("deletedAt").asText()).isNotEmpty();
            assertThat(history.get(i).has("text")).isFalse();
        }
        assertThat(carol.patch(messages + "/1", json("{'text':'back'}")).verdict())
                .isEqualTo("409 message_deleted");
        assertThat(alice.post(messages, json("{'text':'to it','replyTo':1}")).verdict())
                .isEqualTo("409 message_deleted");
        assertThat(alice.post(messages, json("{'text':'to it','replyTo':99}")).verdict())
                .isEqualTo("404 message_not_found");
        assertThat(alice.post(messages, json("{'text':'to it','replyTo':4}"))
                        .expect(201)
                        .json()
                        .path("replyTo")
                        .asInt())
                .isEqualTo(4);
        alice.delete(messages + "/4").expect(204);
        assertThat(alice.get(messages + "/5").json().path("replyTo").asInt())
                .as("a reply stays one when its original is deleted")
                .isEqualTo(4);
    }

    @Test
    void history_is_paged_by_id_oldest_first() {
        IntStream.rangeClosed(1, 7).forEach(i -> alice.posts(chat, "message " + i));
        alice.delete(messages + "/4").expect(204);
        JsonNode page =
                bob.get("/history/%s?limit=3&offset=2", chat).expect(200).json();
        assertThat(each(page.path("items"), "id")).containsExactly("3", "4", "5");
        assertThat(page.path("chatId").asText()).isEqualTo(chat);
        assertThat(page.path("limit").asInt()).isEqualTo(3);
        assertThat(page.path("offset").asInt()).isEqualTo(2);
        assertThat(page.path("total").asInt()).isEqualTo(7);
        JsonNode usual = bob.get("/history/%s", chat).json();
        assertThat(usual.path("limit").asInt()).isEqualTo(50);
        assertThat(usual.path("offset").asInt()).isZero();
        assertThat(usual.path("items")).hasSize(7);
        assertThat(each(bob.get("/history/%s?limit=3&offset=6", chat).json().path("items"), "id"))
                .containsExactly("7");
        JsonNode beyond =
                bob.get("/history/%s?offset=1000000", chat).expect(200).json();
        assertThat(beyond.path("items")).isEmpty();
        assertThat(beyond.path("total").asInt()).isEqualTo(7);
    }

    @Test
    void a_window_is_before_after_or_around_an_id_or_at_the_end() {
        LongStream.rangeClosed(1, 9).forEach(i -> alice.posts(chat, "message " + i));
        window("limit=3", true, 7, 8, 9);
        window("before=4&limit=2", true, 2, 3);
        window("before=3&limit=5", false, 1, 2);
        window("after=4&limit=3", true, 5, 6, 7);
        window("after=7&limit=3", false, 8, 9);
        window("after=0&limit=2", true, 1, 2);
        window("around=5&limit=3", true, 4, 5, 6);
        window("around=5&limit=20", false, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(bob.get(messages + "?before=4&after=2").verdict()).isEqualTo("400 invalid_request");
    }

    private void window(String query, boolean hasMore, Integer... ids) {
        JsonNode page = bob.get(messages + "?" + query).expect(200).json();
        assertThat(page.path("items").valueStream().map(item -> item.path("id").asInt()))
                .as(query)
                .containsExactly(ids);
        assertThat(page.path("hasMore").asBoolean()).as(query).isEqualTo(hasMore);
    }

    @Test
    void changes_page_the_present_state_in_version_order() {
        long before = alice.chat(chat).path("version").asLong();
        alice.posts(chat, "first");
        alice.posts(chat, "second");
        alice.patch("/chats/" + chat, json("{'title':'Monday hike'}")).expect(200);
        alice.delete("/chats/" + chat + "/members/" + carol.id()).expect(204);
        alice.patch(messages + "/1", json("{'text':'first, edited'}")).expect(200);
        JsonNode all =
                bob.get("/chats/%s/changes?after=%d", chat, before).expect(200).json();
        assertThat(all.path("complete").asBoolean()).isTrue();
        assertThat(all.path("version").asLong()).isEqualTo(before + 5);
        assertThat(each(all.path("messages"), "text"))
                .as("in version order")
                .containsExactly("second", "first, edited");
        assertThat(each(all.path("messages"), "version"))
                .containsExactly(Long.toString(before + 2), Long.toString(before + 5));
        assertThat(all.at("/chat/title").asText()).isEqualTo("Monday hike");
        assertThat(each(all.path("members"), "userId")).containsExactly(carol.id());
        assertThat(all.at("/members/0").has("role")).as("no longer a member").isFalse();

        long at = before;
        List<String> seen = new ArrayList<>();
        int pages = 0;
        JsonNode page;
        do {
            page = bob.get("/chats/%s/changes?after=%d&limit=1", chat, at)
                    .expect(200)
                    .json();
            seen.addAll(each(page.path("messages"), "text"));
            page.path("members").forEach(member -> seen.add("member"));
            if (page.has("chat")
                    && page.path("messages").isEmpty()
                    && page.path("members").isEmpty()) {
                seen.add("title");
            }
            assertThat(page.path("version").asLong()).isGreaterThan(at);
            at = page.path("version").asLong();
            pages++;
        } while (!page.path("complete").asBoolean());
        assertThat(seen).containsExactly("second", "title", "member", "first, edited");
        assertThat(at).isEqualTo(before + 5);
        assertThat(pages).isBetween(4, 5);
        JsonNode nothing =
                bob.get("/chats/%s/changes?after=%d", chat, at).expect(200).json();
        assertThat(nothing.path("complete").asBoolean()).isTrue();
        assertThat(nothing.path("version").asLong()).isEqualTo(at);
        assertThat(carol.get("/chats/%s/changes?after=0", chat).verdict()).isEqualTo("404 chat_not_found");
        assertThat(bob.get("/chats/%s/changes", chat).fields()).isEqualTo("after");
    }

    @Test
    void texts_are_stored_unchanged_within_their_bounds() {
        String kept = "  два  пробела \\n\\t и 👩‍👩‍👧 e\\u0301 ";
        alice.posts(chat, kept);
        assertThat(bob.get(messages + "/1").json().path("text").asText())
                .isEqualTo("  два  пробела \n\t и 👩‍👩‍👧 e\u0301 ");
        alice.posts(chat, "🎉".repeat(4096));
        for (String refused : List.of("", "🎉".repeat(4097), "nul \\u0000", "half \\ud83c", "\\udf89 half")) {
            assertThat(alice.post(messages, json("{'text':'%s'}", refused)).fields())
                    .isEqualTo("text");
        }
        assertThat(alice.post(messages, json("{'text':'%s'}", "x".repeat(66_000)))
                        .verdict())
                .isEqualTo("413 payload_too_large");
        assertThat(alice.chat(chat).path("lastMessageId").asInt()).isEqualTo(2);
    }

    @Test
    void a_removed_member_cannot_send_read_edit_or_delete() {
        carol.posts(chat, "mine");
        alice.delete("/chats/" + chat + "/members/" + carol.id()).expect(204);
        assertThat(List.of(
                        carol.post(messages, json("{'text':'hi'}")).verdict(),
                        carol.patch(messages + "/1", json("{'text':'hi'}")).verdict(),
                        carol.delete(messages + "/1").verdict(),
                        carol.put("/chats/" + chat + "/read", json("{'upTo':1}"))
                                .verdict(),
                        carol.get(messages + "/1").verdict()))
                .containsOnly("404 chat_not_found");
    }

    @Test
    void a_direct_chat_with_a_deleted_account_accepts_no_messages() {
        String direct = alice.talksWith(carol);
        String key = key();
        alice.post("/chats/" + direct + "/messages", json("{'text':'hi'}"), key).expect(201);
        carol.deletesHerAccount();
        assertThat(alice.post("/chats/" + direct + "/messages", json("{'text':'still there?'}"))
                        .verdict())
                .isEqualTo("403 forbidden");
        assertThat(alice.post("/chats/" + direct + "/messages", json("{'text':'hi'}"), key)
                        .status())
                .as("a retry of a stored message")
                .isEqualTo(200);
        assertThat(alice.get("/history/%s", direct).json().path("items")).hasSize(1);
        await("groups are left")
                .until(() -> alice.chat(chat).path("memberCount").asInt() == 2);
    }
}
