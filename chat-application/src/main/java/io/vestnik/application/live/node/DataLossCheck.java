package io.vestnik.application.live.node;

import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.ChatFeed;
import io.vestnik.application.live.feed.LoopFeeds;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.MessageLog;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Detects that the stored data was replaced: it was restored, or it lacks versions that were delivered, as after a
/// failover that lost commits. Thread-safe.
final class DataLossCheck {
    /// The delay before a chat is checked. Further requests to check the same chat in this time have no effect.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final MessageLog log;
    private final Background background;
    private final Consumer<String> replaced;
    /// The chats whose check is scheduled.
    private final Set<ChatId> checking = ConcurrentHashMap.newKeySet();
    private @Nullable String epoch;

    /// @param replaced receives the evidence that the data was replaced
    DataLossCheck(MessageLog log, Background background, Consumer<String> replaced) {
        this.log = log;
        this.background = background;
        this.replaced = replaced;
    }

    /// Compares the current epoch of the data with the previous one.
    void compareEpoch(String now) {
        if (changes(now)) {
            replaced.accept("epoch=" + now);
        }
    }

    private synchronized boolean changes(String now) {
        boolean changes = epoch != null && !epoch.equals(now);
        epoch = now;
        return changes;
    }

    /// Checks after [#PAUSE] whether the store is behind a feed. Called on the feed's loop.
    void compareLater(LoopFeeds feeds, ChatFeed feed) {
        ChatId chatId = feed.chatId();
        if (checking.add(chatId)) {
            background.schedule(
                    PAUSE,
                    () -> feeds.loop().put(chatId, () -> {
                        checking.remove(chatId);
                        // This version is taken before the read. It was committed, so a store that has not lost the
                        // commit returns this version or a later one.
                        ChatVersion delivered = feed.version();
                        if (feeds.find(chatId) == feed) {
                            background.read(() -> compare(chatId, delivered));
                        }
                    }));
        }
    }

    private void compare(ChatId chatId, ChatVersion delivered) {
        Optional<Changes> changes = log.changesForRepair(chatId, delivered, 1);
        if (changes.isPresent() && delivered.isAfter(changes.get().upTo())) {
            replaced.accept(String.format(
                    Locale.ROOT,
                    "chat=%s version=%d delivered=%d",
                    chatId,
                    changes.get().upTo().value(),
                    delivered.value()));
        }
    }
}
