package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.client.Chat;
import io.vestnik.client.Message;
import io.vestnik.client.Transport;
import io.vestnik.faults.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final Pattern LOGIN = Pattern.compile("  (\\S+@\\S+)\\s+password: (.+?)   \\(");

    @TempDir
    private Path directory;

    private final FrameConformance frames = new FrameConformance();
    private final Transport transport = Transport.create().recordedBy(frames);
    private final List<Person> people = new ArrayList<>();
    private ServerProcess server;

    @BeforeEach
    void start() {
        server = Program.on(directory).start();
    }

    @AfterEach
    void stop() {
        people.forEach(Person::close);
        server.close();
    }

    @Test
    void the_demo_adds_its_data_once_and_live_on_a_running_server() {
        String first = server.run("demo", "--users=8", "--groups=3", "--messages=300");

        assertThat(first)
                .contains("8 (8 new) people", "300 (300 new) messages", "100 %")
                .endsWith("exit code 0");
        List<Person> logins = logins(first);
        assertThat(logins).hasSize(3);
        Person maria = logins.getFirst();
        Map<UUID, Long> before = lastMessages(maria);
        assertThat(before).hasSizeGreaterThan(5);
        maria.api().chats(200, null).items().forEach(chat -> holdsTheLaws(maria, chat));
        assertThat(maria.api().chats(200, null).items())
                .anyMatch(chat -> chat.unread() > 0)
                .anyMatch(chat -> chat.unread() == 0);

        assertThat(server.run("demo", "--users=8", "--groups=3", "--messages=300"))
                .contains("8 (0 new) people", " (0 new) chats", "300 (0 new) messages");
        assertThat(lastMessages(maria)).isEqualTo(before);

        assertThat(server.run("demo", "--users=8", "--groups=3", "--messages=500"))
                .contains("500 (200 new) messages");
        Map<UUID, Long> news = lastMessages(maria);
        news.entrySet().removeAll(before.entrySet());
        assertThat(news).hasSizeGreaterThan(5);
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> news.forEach((chat, last) ->
                        assertThat(maria.view(chat)).extracting(Message::id).endsWith(last)));
        frames.check();

        asksBeforeItAddsToOtherAccounts();
        aServerForOtherMachinesWarnsOfTheLogins(first);
    }

    private void asksBeforeItAddsToOtherAccounts() {
        people.add(Person.registers(server.address(), transport, "Alice"));

        assertThat(server.run("demo", "--users=8", "--groups=3", "--messages=500"))
                .contains("has 1 other account;", "--yes")
                .endsWith("exit code 1");
        assertThat(server.run("demo", "--users=8", "--groups=3", "--messages=500", "--yes"))
                .contains("500 (0 new) messages", "these passwords are public")
                .endsWith("exit code 0");
    }

    private void aServerForOtherMachinesWarnsOfTheLogins(String report) {
        assertThat(server.output()).doesNotContain("warning: ", "event=exposed");
        server.stop();

        server.onAllInterfaces().start().awaitOutput("are public");

        assertThat(server.output())
                .contains("warning: other machines can reach this server", "VESTNIK_REGISTRATION=closed")
                .contains("event=exposed registration=open tls=none public_logins=3");
        assertThat(LOGIN.matcher(report).results().map(login -> login.group(1)))
                .allSatisfy(email -> assertThat(server.output()).contains(email));
    }

    /// Returns the id of the last message of each chat, as the server reports it.
    private static Map<UUID, Long> lastMessages(Person person) {
        Map<UUID, Long> last = new HashMap<>();
        person.api().chats(200, null).items().forEach(chat -> last.put(chat.id(), chat.lastMessageId()));
        return last;
    }

    private static void holdsTheLaws(Person person, Chat chat) {
        List<Message> history = person.history(chat.id());
        assertThat(history)
                .extracting(Message::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, chat.lastMessageId()).boxed().toList());
        assertThat(history).extracting(Message::sentAt).isSorted();
        assertThat(history.getFirst().sentAt()).isBefore(Instant.now().minus(Duration.ofDays(7)));
        assertThat(history.getFirst().sentAt()).isAfterOrEqualTo(chat.createdAt());
        assertThat(history.getLast().sentAt()).isBefore(Instant.now().plus(Duration.ofMinutes(1)));
        assertThat(history).anyMatch(Message::read);
        assertThat(history).allMatch(message -> {
            Long answered = message.replyTo();
            return answered == null || answered < message.id();
        });
    }

    private List<Person> logins(String said) {
        Matcher login = LOGIN.matcher(said);
        while (login.find()) {
            people.add(Person.logsIn(server.address(), transport, login.group(1), login.group(2)));
        }
        return people;
    }
}
