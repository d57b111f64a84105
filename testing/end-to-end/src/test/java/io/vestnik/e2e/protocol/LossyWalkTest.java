package io.vestnik.e2e.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.live.LiveSettings;
import io.vestnik.client.Chat;
import io.vestnik.client.ChatView;
import io.vestnik.client.HistoryPage;
import io.vestnik.client.Member;
import io.vestnik.client.Message;
import io.vestnik.client.Page;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A random walk of real clients over the whole server, with a seed. Notifications are lost, duplicated and delayed,
/// and connections are cut. At the end every client has the server's state, and no law was violated.
///
/// A failure names its seed: `-Dvestnik.walk.seed=…` makes the same decisions again, as far as threads permit.
class LossyWalkTest {
    private static final Duration COMPARE_EVERY = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int THREADS = 4;

    @Test
    void over_the_store_in_memory() throws Exception {
        walk(Setup.Store.MEMORY, 3_000);
    }

    @Test
    void over_postgresql() throws Exception {
        walk(Setup.Store.POSTGRES, 600);
    }

    private static Setup comparing(Setup setup) {
        LiveSettings live = setup.settings().live();
        return setup.live(new LiveSettings(
                live.connectionsMax(),
                live.largeGroupMembers(),
                live.loops(),
                live.offlineAfter(),
                COMPARE_EVERY,
                live.memory()));
    }

    private static void walk(Setup.Store store, int steps) throws Exception {
        long seed = Long.getLong("vestnik.walk.seed", new Random().nextLong());
        try (UnreliableBus bus = new UnreliableBus(seed);
                LocalServer server =
                        LocalServer.start(comparing(ProtocolTest.setup(store).bus(bus)));
                Walk walk = new Walk(server)) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> walking = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    Random random = new Random(seed + thread);
                    walking.add(threads.submit(() -> {
                        for (int step = 0; step < steps / THREADS; step++) {
                            walk.step(random);
                        }
                    }));
                }
                for (Future<?> one : walking) {
                    one.get();
                }
            }
            bus.reform();
            walk.walkers().forEach(Walker::goOn);
            await().atMost(PATIENCE).until(() -> walk.unanswered() == 0);
            for (Walker walker : walk.walkers()) {
                await().atMost(PATIENCE).untilAsserted(() -> sees(walker));
            }
            assertThat(walk.stranger().client().chats()).isEmpty();
            theLogHolds(walk);
            assertThat(walk.evidence().breaches()).isEmpty();
        } catch (AssertionError | ConditionTimeoutException e) {
            fail("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static void sees(Walker walker) {
        Set<String> held = seenBy(walker);
        Set<String> there = stateOnServer(walker.api(), walker.userId());
        // Each missing entry is listed beside the entry that is held in its place.
        Set<String> lacking = new TreeSet<>(there);
        lacking.removeAll(held);
        Set<String> extra = new TreeSet<>(held);
        extra.removeAll(there);
        assertThat(lacking)
                .as(
                        "missing at %s (%s), held instead: %s",
                        walker.name(), walker.client().state(), extra)
                .isEmpty();
        assertThat(extra).as("extra at %s", walker.name()).isEmpty();
    }

    /// Returns as text the state that a client holds of its chats. The text contains neither the read marks of other
    /// members nor whether messages of others are read, because the server does not send all of these to a client. It
    /// contains which of the user's own messages are read.
    private static Set<String> seenBy(Walker walker) {
        Set<String> all = new HashSet<>();
        for (ChatView view : walker.client().chats()) {
            Chat chat = view.chat();
            all.addAll(describe(
                    view.chatId(),
                    walker.userId(),
                    chat == null ? null : chat.title(),
                    view.version(),
                    List.of(view.readUpTo(), (long) view.unread()),
                    view.members(),
                    view.messages()));
        }
        return all;
    }

    /// Returns as text the state that the server has of the chats of a user.
    private static Set<String> stateOnServer(VestnikApi api, UUID user) {
        Set<String> all = new HashSet<>();
        String cursor = null;
        do {
            Page<Chat> page = api.chats(200, cursor);
            for (Chat chat : page.items()) {
                all.addAll(describe(
                        chat.id(),
                        user,
                        chat.title(),
                        chat.version(),
                        List.of(chat.readUpTo(), (long) chat.unread()),
                        api.members(chat.id(), 200, null).items(),
                        history(api, chat.id())));
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return all;
    }

    private static List<String> describe(
            UUID chat,
            UUID user,
            @Nullable String title,
            long version,
            List<Long> marks,
            List<Member> members,
            List<Message> messages) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%s %s at %d, marks %s", chat, title, version, marks));
        members.forEach(
                member -> lines.add(String.format(Locale.ROOT, "%s has %s %s", chat, member.role(), member.userId())));
        for (Message message : messages) {
            // The server notifies only authors that their messages are read by all.
            boolean read = user.equals(message.senderId()) && message.read();
            lines.add(String.format(
                    Locale.ROOT,
                    "%s %d v%d %s %s%s",
                    chat,
                    message.id(),
                    message.version(),
                    message.senderId(),
                    message.isDeleted() ? "(deleted)" : message.text(),
                    read ? " read" : ""));
        }
        return lines;
    }

    private static List<Message> history(VestnikApi api, UUID chat) {
        List<Message> all = new ArrayList<>();
        HistoryPage page;
        do {
            page = api.history(chat, 200, all.size());
            all.addAll(page.items());
        } while (all.size() < page.total());
        return all;
    }

    /// Checks the laws L1 to L3: ids without gaps, times in order, and every acknowledged message present once, from
    /// its sender.
    private static void theLogHolds(Walk walk) {
        Map<Evidence.MessageRef, UUID> stored = new HashMap<>();
        for (UUID chat : walk.chats()) {
            List<Message> messages = walk.walkers().stream()
                    .map(walker -> historyIfMember(walker.api(), chat))
                    .filter(history -> !history.isEmpty())
                    .findFirst()
                    .orElse(List.of());
            Map<String, Long> texts = new HashMap<>();
            for (int i = 0; i < messages.size(); i++) {
                Message message = messages.get(i);
                assertThat(message.id()).as("L1").isEqualTo(i + 1L);
                if (i > 0) {
                    assertThat(message.sentAt())
                            .as("L1")
                            .isAfterOrEqualTo(messages.get(i - 1).sentAt());
                }
                if (!message.isDeleted()) {
                    assertThat(texts.put(String.valueOf(message.text()), message.id()))
                            .as("L2: %s in %s is present twice", message.text(), chat)
                            .isNull();
                }
                stored.put(new Evidence.MessageRef(chat, message.id()), Objects.requireNonNull(message.senderId()));
            }
        }
        walk.evidence().acknowledgedSenders().forEach((ref, sender) -> {
            UUID there = stored.get(ref);
            // A chat without members is deleted with its content.
            if (there != null
                    || stored.keySet().stream().anyMatch(other -> other.chat().equals(ref.chat()))) {
                assertThat(there).as("L3: %s", ref).isEqualTo(sender);
            }
        });
    }

    private static List<Message> historyIfMember(VestnikApi api, UUID chat) {
        try {
            return history(api, chat);
        } catch (VestnikException e) {
            return List.of();
        }
    }
}
