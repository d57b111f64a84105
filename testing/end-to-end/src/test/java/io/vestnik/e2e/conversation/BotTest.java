package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Message;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.examples.bot.Bot;
import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BotTest {
    @TempDir
    private Path directory;

    @Test
    @SuppressWarnings("try") // the bot is there to answer, and to be closed
    void the_example_bot_answers_each_message_once_after_an_absence() {
        Transport transport = Transport.create();
        try (ServerProcess server = Program.on(directory).start();
                Person alice = Person.registers(server.address(), transport, "Alice")) {
            Session account = VestnikApi.at(server.address(), transport)
                    .register("Echo", "echo@example.org", "a long password", "bot");
            UUID chat = alice.api().openDirect(account.userId()).chat().id();
            alice.sends(chat, "early").join();

            try (Bot bot = Bot.start(server.address(), account, this::twice)) {
                alice.sees(chat, "early", "early early");
                alice.sends(chat, "silence").join();
                alice.sends(chat, "now").join();
                alice.sees(chat, "early", "early early", "silence", "now", "now now");
            }
            alice.sends(chat, "late").join();
            Session again = VestnikApi.at(server.address(), transport)
                    .login("echo@example.org", "a long password", null, "bot");
            try (Bot bot = Bot.start(server.address(), again, this::twice)) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(alice.history(chat))
                                .extracting(Message::text)
                                .containsExactly(
                                        "early", "early early", "silence", "now", "now now", "late", "late late"));
            }
            assertThat(alice.history(chat).getLast().replyTo()).isEqualTo(6);
        }
    }

    private Optional<String> twice(String text) {
        return text.equals("silence") ? Optional.empty() : Optional.of(text + " " + text);
    }
}
