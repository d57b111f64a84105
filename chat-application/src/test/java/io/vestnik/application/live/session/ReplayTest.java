package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.application.live.feed.LiveStores;
import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The order in which a replay handles the chats that the client lists.
final class ReplayTest {
    private static final int CHATS = 50;
    private static final UserId USER = new UserId(new UUID(2, 1));

    private final List<LiveEvent> sent = new ArrayList<>();
    private final Replays replays = new Replays(
            new MemoryBudget("replays", 1L << 20), Duration.ofSeconds(1), new ReplayTurns(1), new SteppingRuntime());

    @Test
    void listed_chats_are_replayed_in_the_order_of_the_list() {
        Map<ChatId, Resume.Cursor> listed = listed();
        Resume resume = new Resume.Since(listed, Resume.Unlisted.SKIP);
        EventSink sink = new Recorder();
        try (Replays.Running pages = replays.begin(USER, sink, 0)) {
            ReplayTarget target = new ReplayTarget(USER, sink, Set.of(), 5, Set::of);
            ReplayResult result = new Replay(target, ofNoMember(), resume, pages).run();
            assertThat(result.absent()).containsOnlyKeys(listed.keySet());
        }
        assertThat(sent)
                .filteredOn(LiveEvent.Removal.class::isInstance)
                .map(event -> ((LiveEvent.Removal) event).chatId())
                .containsExactlyElementsOf(listed.keySet());
    }

    @Test
    void the_list_of_a_resume_is_a_copy() {
        Map<ChatId, Resume.Cursor> listed = listed();
        List<ChatId> order = List.copyOf(listed.keySet());
        Resume.Since since = new Resume.Since(listed, Resume.Unlisted.SKIP);
        listed.clear();
        assertThat(since.chats().keySet()).containsExactlyElementsOf(order);
        assertThatThrownBy(() -> since.chats().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    /// Chats in an order that no hash table has by chance.
    private static Map<ChatId, Resume.Cursor> listed() {
        Map<ChatId, Resume.Cursor> listed = new LinkedHashMap<>();
        for (long i = 0; i < CHATS; i++) {
            ChatId chatId = new ChatId(new UUID(1, i * 0x9E3779B97F4A7C15L));
            listed.put(chatId, new Resume.Cursor(new ChatVersion(3), Optional.empty()));
        }
        return listed;
    }

    /// Stores in which the user is a member of no chat.
    private static LiveStores ofNoMember() {
        Chats chats = port(Chats.class);
        return new LiveStores(chats, chats, port(MessageLog.class), port(ReadStates.class));
    }

    private static <T> T port(Class<T> port) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> List.of()));
    }

    private final class Recorder implements EventSink {
        @Override
        public void offer(EncodedEvent event) {}

        @Override
        public void flush() {}

        @Override
        public void replay(LiveEvent event) {
            sent.add(event);
        }

        @Override
        public void close(CloseReason reason) {}
    }
}
