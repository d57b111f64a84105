package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vestnik.client.Message;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikException;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Tests the program on a small file system of its own that becomes full. Only root can mount such a file system, so
/// the tests are skipped for other users.
@EnabledOnOs(value = OS.LINUX, disabledReason = "the file system is a tmpfs")
class FullDiskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// The size of the file system. An empty database and the programs of PostgreSQL take half of it.
    private static final String SIZE = "250m";

    /// The maximum number of messages that the test sends after the disk is full. The pages that the database has
    /// already allocated have room for fewer messages, so a message is refused earlier.
    private static final int UNTIL_FULL_MAX = 3_000;

    @TempDir
    private Path directory;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("data"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE + ",mode=755", "tmpfs", disk.toString()) == 0;
        assumeTrue(mounted, "skipped: this user cannot mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", "--lazy", disk.toString())).isZero();
        }
    }

    @Test
    void a_full_disk_refuses_sends_until_there_is_space_and_loses_nothing() throws Exception {
        try (ServerProcess server = Program.on(directory).start()) {
            Transport transport = Transport.create();
            try (Person alice = Person.registers(server.address(), transport, "Alice");
                    Person bob = Person.registers(server.address(), transport, "Bob")) {
                UUID chat = alice.opensAChatWith(bob);
                alice.sends(chat, "before").get(30, TimeUnit.SECONDS);
                Path filler = disk.resolve("filler");
                fill(filler);
                VestnikException refused = sendUntilRefused(alice, chat);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.code()).isEqualTo("unavailable");
                assertThat(refused.retryable()).isTrue();
                assertThat(server.output()).contains("event=store_unavailable reason=disk_full");
                assertThat(alice.history(chat)).isNotEmpty();
                List<CompletableFuture<Message>> waiting = IntStream.range(0, 20)
                        .mapToObj(i -> alice.sends(chat, i + random(4_000)))
                        .toList();

                Files.delete(filler);
                List<Message> acknowledged = new ArrayList<>();
                for (CompletableFuture<Message> send : waiting) {
                    acknowledged.add(send.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
                }
                List<Message> history = alice.history(chat);
                assertThat(history)
                        .extracting(Message::id)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, history.size())
                                .boxed()
                                .toList());
                assertThat(history.subList(history.size() - waiting.size(), history.size()))
                        .extracting(Message::text)
                        .containsExactlyElementsOf(
                                acknowledged.stream().map(Message::text).toList());
                await().atMost(PATIENCE).until(() -> alice.api().isReady());
                await().atMost(PATIENCE).until(() -> bob.view(chat).getLast().id() == history.size());
            }
            assertThat(server.isAlive()).isTrue();
        }
    }

    /// Sends over HTTP until a message is refused, and returns the refusal. Every acknowledged message is stored.
    private static VestnikException sendUntilRefused(Person sender, UUID chat) {
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < UNTIL_FULL_MAX; i++) {
            String text = i + random(4_000);
            try {
                sender.api().post(chat, UUID.randomUUID(), text, null);
                stored.add(text);
            } catch (VestnikException e) {
                assertThat(sender.history(chat)).extracting(Message::text).endsWith(stored.toArray(String[]::new));
                return e;
            }
        }
        throw new AssertionError("the disk is not full after " + stored.size() + " messages");
    }

    /// Makes a text that the database cannot compress.
    private static String random(int length) {
        return new Random()
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void fill(Path filler) {
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[1 << 16];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
