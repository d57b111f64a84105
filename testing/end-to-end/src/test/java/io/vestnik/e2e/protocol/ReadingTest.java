package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadingTest extends ProtocolTest {
    private String chat;

    @BeforeEach
    void threeAreInAGroup() {
        chat = alice.founds(bob, carol);
    }

    @Test
    void a_mark_never_moves_back_and_never_past_the_last_message() {
        alice.posts(chat, "one");
        alice.posts(chat, "two");
        assertThat(bob.reads(chat, 1)).isEqualTo(1);
        assertThat(bob.reads(chat, 99)).isEqualTo(2);
        assertThat(bob.reads(chat, 1)).isEqualTo(2);
        assertThat(bob.connects()
                        .asks("read", "'chatId':'%s','upTo':1", chat)
                        .path("readUpTo")
                        .asLong())
                .isEqualTo(2);
        assertThat(bob.chat(chat).path("readUpTo").asLong()).isEqualTo(2);
    }

    @Test
    void a_message_read_by_all_others_is_reported_to_its_author() {
        Line author = alice.connects();
        Line witness = carol.connects();
        alice.posts(chat, "one");
        alice.posts(chat, "two");
        author.upTo("message");
        author.next("message");
        bob.reads(chat, 2);
        assertThat(author.next("read").path("userId").asText()).isEqualTo(bob.id());
        assertThat(alice.chat(chat).path("allReadUpTo").asInt()).isZero();
        carol.reads(chat, 1);
        assertThat(author.next("read").path("upTo").asInt()).isEqualTo(1);
        JsonNode allRead = author.next("allRead");
        assertThat(allRead.path("chatId").asText()).isEqualTo(chat);
        assertThat(allRead.path("upTo").asInt()).isEqualTo(1);
        assertThat(reads(alice)).containsExactly("true", "false");
        assertThat(alice.chat(chat).path("allReadUpTo").asInt()).isEqualTo(1);
        alice.posts(chat, "three");
        assertThat(each(witness.upTo("message"), "type")).doesNotContain("allRead");
    }

    @Test
    void sending_does_not_mark_messages_as_read() {
        String direct = alice.talksWith(bob);
        alice.posts(direct, "hi");
        bob.posts(direct, "hi");
        assertThat(reads(direct, alice)).containsExactly("false", "false");
        bob.reads(direct, 1);
        assertThat(reads(direct, alice)).containsExactly("true", "false");
        alice.reads(direct, 2);
        assertThat(reads(direct, bob)).containsExactly("true", "true");
    }

    @Test
    void a_leave_can_make_a_message_read_by_all() {
        Line author = alice.connects();
        alice.posts(chat, "hi");
        bob.reads(chat, 1);
        carol.delete("/chats/" + chat + "/members/" + carol.id()).expect(204);
        assertThat(author.find("allRead").path("upTo").asInt()).isEqualTo(1);
        assertThat(reads(alice)).containsExactly("true");
    }

    @Test
    void a_new_member_does_not_affect_older_messages() {
        Actor dave = registers("Dave");
        alice.posts(chat, "before");
        bob.reads(chat, 1);
        alice.post("/chats/" + chat + "/members", json("{'userIds':['%s']}", dave.id()))
                .expect(200);
        assertThat(dave.chat(chat).path("readUpTo").asInt()).isEqualTo(1);
        assertThat(dave.chat(chat).path("unread").asInt()).isZero();
        assertThat(reads(alice)).containsExactly("false");
        carol.reads(chat, 1);
        assertThat(reads(alice)).containsExactly("true");
        alice.posts(chat, "after");
        bob.reads(chat, 2);
        carol.reads(chat, 2);
        assertThat(reads(alice)).containsExactly("true", "false");
        dave.reads(chat, 2);
        assertThat(reads(alice)).containsExactly("true", "true");
    }

    @Test
    void a_read_message_stays_read_after_joins() {
        Actor dave = registers("Dave");
        alice.posts(chat, "hi");
        bob.reads(chat, 1);
        carol.reads(chat, 1);
        for (Actor member : List.of(bob, carol)) {
            member.delete("/chats/" + chat + "/members/" + member.id()).expect(204);
        }
        alice.posts(chat, "alone");
        assertThat(reads(alice)).containsExactly("true", "false");
        alice.post("/chats/" + chat + "/members", json("{'userIds':['%s']}", dave.id()))
                .expect(200);
        assertThat(reads(alice)).containsExactly("true", "false");
        alice.posts(chat, "to Dave");
        dave.reads(chat, 3);
        assertThat(reads(alice)).as("with the next read").containsExactly("true", "true", "true");
        assertThat(alice.chat(chat).path("allReadUpTo").asInt()).isEqualTo(3);
    }

    @Test
    void unread_counts_undeleted_messages_of_others_after_the_mark() {
        alice.posts(chat, "one");
        bob.posts(chat, "two");
        alice.posts(chat, "three");
        alice.posts(chat, "four");
        assertThat(bob.chat(chat).path("unread").asInt()).isEqualTo(3);
        assertThat(carol.chat(chat).path("unread").asInt()).isEqualTo(4);
        alice.delete("/chats/" + chat + "/messages/3").expect(204);
        assertThat(bob.chat(chat).path("unread").asInt()).isEqualTo(2);
        bob.reads(chat, 3);
        assertThat(bob.chat(chat).path("unread").asInt()).isEqualTo(1);
        assertThat(each(bob.get("/chats").json().path("items"), "unread")).containsExactly("1");
    }

    @Test
    void unread_is_exact_to_999_and_capped_above() {
        Line line = alice.connects();
        for (int from = 1; from <= 1_001; from += 100) {
            int upTo = Math.min(1_001, from + 99);
            List<Integer> refs = IntStream.rangeClosed(from, upTo)
                    .map(i -> line.requests("send", "'chatId':'%s','key':'%s','text':'hi'", chat, key()))
                    .boxed()
                    .toList();
            refs.forEach(line::answer);
        }
        assertThat(bob.chat(chat).path("unread").asInt()).isEqualTo(1_000);
        bob.reads(chat, 2);
        assertThat(bob.chat(chat).path("unread").asInt()).isEqualTo(999);
        bob.reads(chat, 1_001);
        assertThat(bob.chat(chat).path("unread").asInt()).isZero();
        for (int i = 0; i < 3; i++) {
            bob.posts(chat, "mine");
        }
        assertThat(bob.chat(chat).path("unread").asInt()).isZero();
    }

    @Test
    void readers_are_the_other_members_of_that_time_who_have_read() {
        Actor dave = registers("Dave");
        alice.posts(chat, "hi");
        alice.post("/chats/" + chat + "/members", json("{'userIds':['%s']}", dave.id()))
                .expect(200);
        bob.reads(chat, 1);
        carol.reads(chat, 1);
        String path = "/chats/" + chat + "/messages/1/readers";
        JsonNode all = alice.get(path).expect(200).json();
        assertThat(each(all.path("items"), "name")).containsExactlyInAnyOrder("Bob", "Carol");
        assertThat(all.path("required").asInt()).isEqualTo(2);
        JsonNode first = alice.get(path + "?limit=1").expect(200).json();
        JsonNode second = alice.get(
                        path + "?limit=1&cursor=%s", first.path("nextCursor").asText())
                .expect(200)
                .json();
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(List.of(
                        first.at("/items/0/userId").asText(),
                        second.at("/items/0/userId").asText()))
                .containsExactlyInAnyOrder(bob.id(), carol.id());
        assertThat(alice.get("/chats/%s/messages/9/readers", chat).verdict()).isEqualTo("404 message_not_found");
        assertThat(alice.get(path + "?limit=0").fields()).isEqualTo("limit");
    }

    @Test
    void reads_are_sent_to_authors_and_own_devices_only() {
        Line author = alice.connects();
        Line reader = bob.connects();
        Line readersOther = bob.onAnotherDevice().connects();
        Line witness = carol.connects();
        alice.posts(chat, "hi");
        for (Line line : List.of(author, reader, readersOther, witness)) {
            line.next("message");
        }
        assertThat(reader.asks("read", "'chatId':'%s','upTo':1", chat)
                        .path("readUpTo")
                        .asInt())
                .isEqualTo(1);
        for (Line line : List.of(author, readersOther)) {
            JsonNode read = line.next("read");
            assertThat(read.path("userId").asText()).isEqualTo(bob.id());
            assertThat(read.path("upTo").asInt()).isEqualTo(1);
        }
        alice.posts(chat, "so that something follows");
        assertThat(each(reader.upTo("message"), "type")).containsExactly("message");
        assertThat(each(witness.upTo("message"), "type")).containsExactly("message");
        bob.reads(chat, 2);
        assertThat(reader.next("read").path("upTo").asInt())
                .as("a read over HTTP is sent to every connection")
                .isEqualTo(2);
    }

    private List<String> reads(Actor who) {
        return reads(chat, who);
    }

    private static List<String> reads(String chat, Actor who) {
        return each(who.get("/history/%s", chat).expect(200).json().path("items"), "read");
    }
}
