package io.vestnik.application.live.node;

import io.vestnik.application.live.feed.Background;
import io.vestnik.application.live.feed.ChatFeed;
import io.vestnik.application.live.feed.LiveStores;
import io.vestnik.application.live.feed.LoopFeeds;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Detects that the stored data was replaced: its epoch has changed, or it lacks versions that were delivered, as after
/// a failover that lost commits. If versions are lost, the epoch is renewed, so that clients and other nodes learn from
/// the new epoch that the data went back in time. Thread-safe.
final class DataLossCheck {
    /// The pause between two checks of a chat. All checks that are requested during the pause are done as one check
    /// after the pause.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LiveStores stores;
    private final Background background;
    private final BiConsumer<String, String> replaced;
    /// The chats that were checked less than [#PAUSE] ago, and whether another check was requested since.
    private final Map<ChatId, Boolean> checked = new ConcurrentHashMap<>();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final AtomicInteger generation = new AtomicInteger();
    private volatile @Nullable String epoch;

    /// @param replaced receives the new epoch, and the evidence that the data was replaced
    DataLossCheck(LiveStores stores, Background background, BiConsumer<String, String> replaced) {
        this.stores = stores;
        this.background = background;
        this.replaced = replaced;
    }

    /// How many times the stored data was found to be replaced. [LoopFeeds#find] does not return feeds of earlier data.
    int generation() {
        return generation.get();
    }

    /// Handles the epoch that was read from the store. If it differs from the previously read epoch, the data was
    /// replaced.
    void compareEpoch(String now) {
        adopt(now, "another epoch");
    }

    private void adopt(String now, String evidence) {
        if (changes(now)) {
            replaced.accept(now, evidence);
        }
    }

    private synchronized boolean changes(String now) {
        boolean changes = epoch != null && !epoch.equals(now);
        if (changes) {
            // The generation changes before the new epoch becomes visible. So no feed of the earlier data is found
            // together with the new epoch: see `deliveredIn`.
            generation.incrementAndGet();
        }
        epoch = now;
        return changes;
    }

    /// Checks whether the store is behind a feed: immediately, or at the end of the pause after the previous check of
    /// the chat. Called on the feed's loop.
    void compareSoon(LoopFeeds feeds, ChatFeed feed) {
        ChatId chatId = feed.chatId();
        if (checked.putIfAbsent(chatId, false) != null) {
            checked.put(chatId, true);
            return;
        }
        background.schedule(
                PAUSE,
                () -> feeds.loop().put(chatId, () -> {
                    boolean again = Boolean.TRUE.equals(checked.remove(chatId));
                    ChatFeed present = feeds.find(chatId);
                    if (again && present != null) {
                        compareSoon(feeds, present);
                    }
                }));
        // This version is taken before the read. It was committed, so a store that has not lost the commit returns this
        // version or a later one.
        ChatVersion delivered = feed.version();
        deliveredIn(feeds, feed).ifPresent(known -> background.read(() -> compare(known, chatId, delivered)));
    }

    private void compare(KnownEpoch known, ChatId chatId, ChatVersion delivered) {
        Optional<Changes> changes = stores.log().changesForRepair(chatId, delivered, 1);
        if (changes.isPresent() && delivered.isAfter(changes.get().upTo())) {
            renew(known, evidence(chatId, changes.get().upTo(), delivered));
        }
    }

    /// Handles the proof that the store has lost a change that a feed has delivered. Called on the feed's loop.
    ///
    /// @param version the version of the change that contradicts the delivered change
    void found(LoopFeeds feeds, ChatFeed feed, ChatVersion version) {
        String evidence = evidence(feed.chatId(), version, feed.version());
        deliveredIn(feeds, feed)
                .filter(known -> renewing.compareAndSet(false, true))
                .ifPresent(known -> background.read(() -> {
                    renew(known, evidence);
                    renewing.set(false);
                }));
    }

    private static String evidence(ChatId chatId, ChatVersion version, ChatVersion delivered) {
        return String.format(
                Locale.ROOT,
                "chat %s has version %d after version %d was delivered",
                chatId,
                version.value(),
                delivered.value());
    }

    /// Renews the epoch, unless it is no longer the epoch in which the lost change was delivered. Blocks.
    private void renew(KnownEpoch known, String evidence) {
        String deliveredIn = known.epoch();
        if (deliveredIn == null) {
            deliveredIn = stores.index().epoch();
            compareEpoch(deliveredIn);
        }
        adopt(stores.index().renewEpoch(deliveredIn), evidence);
    }

    /// The epoch of a delivery; null if this node had not read the epoch yet.
    private record KnownEpoch(@Nullable String epoch) {}

    /// Returns the epoch in which a feed has delivered. The returned epoch may be an earlier epoch; then [#renew]
    /// changes nothing. Empty if the data of the feed is known to be replaced.
    private Optional<KnownEpoch> deliveredIn(LoopFeeds feeds, ChatFeed feed) {
        // The epoch is read first. Before a later epoch becomes visible, the generation changes, and `find` no longer
        // returns the feed.
        KnownEpoch known = new KnownEpoch(epoch);
        return feeds.find(feed.chatId()) == feed ? Optional.of(known) : Optional.empty();
    }
}
