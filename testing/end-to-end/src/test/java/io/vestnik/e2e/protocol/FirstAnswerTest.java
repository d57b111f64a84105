package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// Of all attempts with one key, over connections, devices and HTTP, exactly one is answered as the first attempt (law
/// L2).
class FirstAnswerTest extends ProtocolTest {
    private static final int CONNECTIONS = 8;
    private static final int KEYS = 100;

    @Test
    void exactly_one_of_many_attempts_gets_the_first_answer() throws Exception {
        String chat = alice.founds(bob);
        List<Line> lines = lines();
        for (int i = 1; i <= KEYS; i++) {
            String key = key();
            List<Callable<String>> attempts = new ArrayList<>();
            for (Line line : lines) {
                attempts.add(() -> verdict(line.asks("send", "'chatId':'%s','key':'%s','text':'once'", chat, key)));
            }
            for (int http = 0; http < 3; http++) {
                attempts.add(() -> verdict(alice.post("/chats/" + chat + "/messages", json("{'text':'once'}"), key)));
            }
            assertThat(ChatsTest.atOnce(attempts))
                    .containsOnlyOnce("first " + i)
                    .containsOnly("first " + i, "repeat " + i);
        }
    }

    @Test
    void of_two_contents_under_one_key_one_is_stored_and_one_refused() throws Exception {
        String chat = alice.founds(bob);
        List<Line> lines = lines();
        for (int i = 1; i <= KEYS; i++) {
            String key = key();
            List<Callable<String>> attempts = new ArrayList<>();
            for (int j = 0; j < CONNECTIONS; j++) {
                Line line = lines.get(j);
                String text = j % 2 == 0 ? "one" : "other";
                attempts.add(() -> text + ": "
                        + verdict(line.asks("send", "'chatId':'%s','key':'%s','text':'%s'", chat, key, text)));
            }
            List<String> verdicts = ChatsTest.atOnce(attempts);
            String stored = alice.get("/chats/%s/messages/%d", chat, i)
                    .expect(200)
                    .json()
                    .path("text")
                    .asText();
            String loser = stored.equals("one") ? "other" : "one";
            assertThat(verdicts)
                    .containsOnlyOnce(stored + ": first " + i)
                    .containsOnly(stored + ": first " + i, stored + ": repeat " + i, loser + ": key_reused");
        }
    }

    private List<Line> lines() {
        Actor other = alice.onAnotherDevice();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS / 2; i++) {
            lines.add(alice.connects());
            lines.add(other.connects());
        }
        return lines;
    }

    private static String verdict(JsonNode answer) {
        return answer.path("type").asText().equals("error")
                ? answer.path("code").asText()
                : (answer.path("duplicate").asBoolean() ? "repeat " : "first ")
                        + answer.at("/message/id").asLong();
    }

    private static String verdict(Actor.Reply reply) {
        return (reply.status() == 201 ? "first " : "repeat ")
                + reply.json().path("id").asLong();
    }
}
