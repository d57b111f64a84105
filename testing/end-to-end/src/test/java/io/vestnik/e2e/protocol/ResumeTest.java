package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest extends ProtocolTest {

    @Test
    void a_resume_replays_changes_then_marks_then_live() {
        String chat = alice.founds(bob, carol);
        long since = version(chat);
        bob.posts(chat, "one");
        bob.posts(chat, "two");
        alice.patch("/chats/" + chat, json("{'title':'Monday hike'}")).expect(200);
        alice.delete("/chats/" + chat + "/members/" + carol.id()).expect(204);
        bob.patch("/chats/" + chat + "/messages/1", json("{'text':'one, edited'}"))
                .expect(200);
        List<JsonNode> frames = alice.resumes(json("{'%s':%d}", chat, since)).upTo("live");
        assertThat(each(frames, "type")).containsExactly("message", "chat", "members", "message", "marks", "live");
        assertThat(frames.stream().limit(4).map(frame -> frame.path("version").asLong()))
                .containsExactly(since + 2, since + 3, since + 4, since + 5);
        assertThat(frames.get(0).at("/message/text").asText()).isEqualTo("two");
        assertThat(frames.get(1).at("/chat/title").asText()).isEqualTo("Monday hike");
        assertThat(frames.get(2).at("/members/0/userId").asText()).isEqualTo(carol.id());
        assertThat(frames.get(3).at("/message/text").asText()).isEqualTo("one, edited");
        JsonNode marks = frames.get(4).path("items").get(0);
        assertThat(marks.path("chatId").asText()).isEqualTo(chat);
        assertThat(marks.path("readUpTo").asInt(-1)).isZero();
        assertThat(marks.path("allReadUpTo").asInt(-1)).isZero();
        assertThat(marks.path("unread").asInt()).isEqualTo(2);
    }

    @Test
    void marks_are_sent_if_they_differ_or_were_not_given() {
        String same = alice.founds(bob);
        String differing = alice.founds(bob);
        String bare = alice.founds(bob);
        alice.posts(differing, "hi");
        bob.reads(differing, 1);
        List<JsonNode> frames = alice.resumes(json(
                        "{'%s':[%d,0,0],'%s':[%d,0,0],'%s':%d}",
                        same, version(same), differing, version(differing), bare, version(bare)))
                .upTo("live");
        assertThat(each(frames, "type")).containsExactly("marks", "live");
        assertThat(each(frames.getFirst().path("items"), "chatId")).containsExactlyInAnyOrder(differing, bare);
        JsonNode marks = frames.getFirst()
                .path("items")
                .valueStream()
                .filter(item -> item.path("chatId").asText().equals(differing))
                .findFirst()
                .orElseThrow();
        assertThat(marks.path("allReadUpTo").asInt()).isEqualTo(1);
        List<JsonNode> again = alice.resumes(json("{'%s':[%d,0,1]}", differing, version(differing)))
                .upTo("live");
        assertThat(again.stream()
                        .filter(frame -> frame.path("type").asText().equals("marks"))
                        .mapToInt(frame -> frame.path("items").size())
                        .sum())
                .as("nothing differs")
                .isZero();
    }

    @Test
    void left_and_unknown_chats_are_replayed_as_removed() {
        String left = alice.founds(bob);
        long since = version(left);
        bob.delete("/chats/" + left + "/members/" + bob.id()).expect(204);
        alice.posts(left, "secret");
        UUID never = UUID.randomUUID();
        List<JsonNode> frames =
                bob.resumes(json("{'%s':%d,'%s':3}", left, since, never)).upTo("live");
        assertThat(frames.stream()
                        .filter(frame -> frame.path("type").asText().equals("removed"))
                        .map(frame -> frame.path("chatId").asText()))
                .containsExactlyInAnyOrder(left, never.toString());
        assertThat(frames.toString()).doesNotContain("secret");
    }

    @Test
    void an_unlisted_chat_is_sent_as_a_snapshot_unless_skipped() {
        String listed = alice.founds(bob);
        String unlisted = alice.founds(bob);
        alice.posts(unlisted, "hi");
        String since = json("{'%s':[%d,0,0]}", listed, version(listed));
        List<JsonNode> frames = bob.resumes(since).upTo("live");
        assertThat(frames.getFirst().path("type").asText()).isEqualTo("chat");
        assertThat(frames.getFirst().path("chatId").asText()).isEqualTo(unlisted);
        assertThat(frames.getFirst().path("version").asLong()).isEqualTo(version(unlisted));
        assertThat(frames.getFirst().at("/chat/lastMessage/text").asText()).isEqualTo("hi");
        assertThat(frames.getFirst().at("/chat/unread").asInt()).isEqualTo(1);
        assertThat(each(frames, "type")).doesNotContain("message", "gap");
        List<JsonNode> skipping = bob.resumes(since, json(",'unlisted':'skip'")).upTo("live");
        assertThat(each(skipping, "type")).doesNotContain("chat");
        List<JsonNode> sending = bob.resumes(since, json(",'unlisted':'send'")).upTo("live");
        assertThat(each(sending, "type")).contains("chat");
        List<JsonNode> nothing = bob.resumes("{}").upTo("live");
        assertThat(nothing.stream()
                        .filter(frame -> frame.path("type").asText().equals("chat"))
                        .map(frame -> frame.path("chatId").asText()))
                .as("an empty since lists none")
                .containsExactlyInAnyOrder(listed, unlisted);
    }

    @Test
    void without_since_nothing_is_replayed() {
        alice.posts(alice.founds(bob), "hi");
        Line line = bob.connects();
        assertThat(line.asks("ping", "").path("type").asText()).isEqualTo("pong");
        assertThat(line.rest()).isEmpty();
    }

    @Test
    void five_hundred_rows_are_replayed_and_one_more_is_a_gap() {
        String chat = alice.founds(bob);
        long since = version(chat);
        pipelines(alice, chat, 500);
        List<JsonNode> frames = bob.resumes(json("{'%s':%d}", chat, since)).upTo("live");
        assertThat(frames.stream()
                        .filter(frame -> frame.path("type").asText().equals("message"))
                        .map(frame -> frame.at("/message/id").asLong()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
        alice.posts(chat, "one more");
        Line line = bob.resumes(json("{'%s':%d}", chat, since));
        JsonNode gap = line.next("gap");
        assertThat(gap.path("chatId").asText()).isEqualTo(chat);
        assertThat(gap.path("version").asLong()).isEqualTo(since + 501);
        line.upTo("live");
        alice.posts(chat, "live goes on from there");
        assertThat(line.next("message").path("version").asLong()).isEqualTo(since + 502);
    }

    @Test
    void a_thousand_edits_of_one_message_are_replayed_once() {
        String chat = alice.founds(bob);
        alice.posts(chat, "hi");
        long since = version(chat);
        Line line = alice.connects();
        for (int round = 0; round < 10; round++) {
            int from = round * 100;
            List<Integer> refs = IntStream.range(from, from + 100)
                    .map(i -> line.requests("edit", "'chatId':'%s','id':1,'text':'edit %d'", chat, i))
                    .boxed()
                    .toList();
            refs.forEach(line::answer);
        }
        List<JsonNode> frames = bob.resumes(json("{'%s':%d}", chat, since)).upTo("live");
        assertThat(each(frames, "type")).containsExactly("message", "marks", "live");
        assertThat(frames.getFirst().path("version").asLong()).isEqualTo(since + 1000);
        assertThat(frames.getFirst().at("/message/text").asText()).isEqualTo("edit 999");
    }

    @Test
    void an_unknown_version_is_a_gap() {
        String chat = alice.founds(bob);
        long version = version(chat);
        Line line = bob.resumes(json("{'%s':%d}", chat, version + 1_000));
        JsonNode gap = line.next("gap");
        assertThat(gap.path("chatId").asText()).isEqualTo(chat);
        assertThat(gap.path("version").asLong()).isEqualTo(version);
        line.upTo("live");
        alice.posts(chat, "hi");
        assertThat(line.next("message").path("version").asLong()).isEqualTo(version + 1);
    }

    @Test
    void a_repeatedly_cut_resume_makes_progress() {
        String chat = alice.founds(bob);
        long cursor = version(chat);
        pipelines(alice, chat, 60);
        List<Long> ids = new ArrayList<>();
        int cuts = 0;
        while (true) {
            Line line = bob.resumes(json("{'%s':%d}", chat, cursor));
            JsonNode frame = line.next();
            for (int taken = 0; taken < 7 && frame.path("type").asText().equals("message"); taken++) {
                ids.add(frame.at("/message/id").asLong());
                cursor = frame.path("version").asLong();
                frame = line.next();
            }
            line.close();
            if (frame.path("type").asText().equals("marks")) {
                break;
            }
            cuts++;
        }
        assertThat(ids)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
        assertThat(cuts).isPositive();
    }

    @Test
    void events_during_a_replay_are_delivered_once() throws Exception {
        String chat = alice.founds(bob);
        long since = version(chat);
        pipelines(alice, chat, 300);
        Line line = bob.dials();
        Thread writing = Thread.ofVirtual().start(() -> pipelines(alice, chat, 300));
        line.says(json("{'type':'hello','v':1,'token':'%s','since':{'%s':%d}}", bob.token(), chat, since));
        writing.join();
        alice.posts(chat, "the last");
        List<Long> versions = new ArrayList<>();
        boolean live = false;
        JsonNode frame;
        do {
            frame = line.next();
            live |= frame.path("type").asText().equals("live");
            if (frame.path("type").asText().equals("gap")) {
                // The gap stands for all versions up to its version. The test continues after it.
                versions.clear();
                versions.addAll(
                        LongStream.rangeClosed(since + 1, frame.path("version").asLong())
                                .boxed()
                                .toList());
            } else if (frame.has("version")) {
                versions.add(frame.path("version").asLong());
            }
        } while (!frame.at("/message/text").asText().equals("the last") || !live);
        assertThat(versions)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(since + 1, since + 601).boxed().toList());
    }

    @Test
    void requests_from_ready_on_are_answered_after_live() {
        String chat = alice.founds(bob);
        bob.posts(chat, "hi");
        Line line = alice.dials();
        line.says(json("{'type':'hello','v':1,'token':'%s','since':{'%s':1}}", alice.token(), chat));
        line.next("ready");
        line.requests("send", "'chatId':'%s','key':'%s','text':'hello'", chat, key());
        List<JsonNode> frames = line.upTo("sent");
        assertThat(each(frames, "type")).containsExactly("message", "marks", "live", "sent");
        assertThat(frames.getLast().path("version").asLong())
                .isEqualTo(frames.getFirst().path("version").asLong() + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "'all'",
                "{'no uuid':1}",
                "{'%s':-1}",
                "{'%s':'1'}",
                "{'%s':1.5}",
                "{'%s':[1]}",
                "{'%s':[1,2]}",
                "{'%s':[1,2,3,4]}",
                "{'%s':[1,-2,3]}",
                "{'%s':{}}"
            })
    void an_invalid_since_closes_after_an_error(String since) {
        Line line = alice.dials();
        line.says(String.format(
                Locale.ROOT,
                json("{'type':'hello','v':1,'token':'%s','since':%s}", alice.token(), since),
                UUID.randomUUID()));
        assertThat(line.next("error").path("code").asText()).isEqualTo("invalid_request");
        assertThat(line.closeCode()).isEqualTo(4500);
    }

    @Test
    void a_since_lists_at_most_five_thousand_chats() {
        Line line = alice.resumes(list(5_000));
        List<JsonNode> frames = line.upTo("live");
        assertThat(frames.stream().filter(frame -> frame.path("type").asText().equals("removed")))
                .hasSize(5_000);
        Line more = alice.dials();
        more.says(json("{'type':'hello','v':1,'token':'%s','since':%s}", alice.token(), list(5_001)));
        more.next("error");
        assertThat(more.closeCode()).isEqualTo(4500);
    }

    private static String list(int chats) {
        return IntStream.range(0, chats)
                .mapToObj(i -> "\"" + UUID.randomUUID() + "\":[1,2,3]")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private long version(String chat) {
        return alice.chat(chat).path("version").asLong();
    }

    private static void pipelines(Actor who, String chat, int messages) {
        try (Line line = who.connects()) {
            List<Integer> refs = IntStream.rangeClosed(1, messages)
                    .map(i -> line.requests("send", "'chatId':'%s','key':'%s','text':'message %d'", chat, key(), i))
                    .boxed()
                    .toList();
            refs.forEach(line::answer);
        }
    }
}
