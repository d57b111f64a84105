package io.vestnik.application.live.session;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.MessageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How far one connection has caught up. It prevents duplicate and out-of-order delivery during and after a replay.
/// Guarded by the connection's monitor.
///
/// 1. During the replay, events are collected in a [ReplayBuffer].
/// 2. Afterwards a feed may still be behind the replay of its chat. The feed's events up to the replayed version are
/// dropped; the first later event ends this state of the chat.
/// 3. Chats that the user has left, as the replay reported, are *absent*: a feed that is behind may deliver earlier
/// events of them, or a late notification may open a feed at a version that the client had already passed. All their
/// events are withheld until the user has rejoined.
///
/// Most connections keep no state after their replay. They share one empty map instead of each having its own.
final class ResumeProgress {
    /// The maximum number of absent chats that are remembered when no feed has their user any more.
    private static final int ABSENT_MAX = 64;

    /// The events collected during the replay; null once live.
    private @Nullable ReplayBuffer buffer;
    /// The replayed chats whose feeds have not passed the replay yet.
    private Map<ChatId, Replayed> behind = Map.of();
    /// The chats that the user has left, with the versions that the client had of them.
    private Map<ChatId, ChatVersion> absent = Map.of();

    /// The state of one chat that the client has received by the replay.
    private static final class Replayed {
        final ChatVersion version;
        /// The all-read mark that was last sent to the client, during the replay or after it.
        MessageId allRead;

        Replayed(ChatVersion version, MessageId allRead) {
            this.version = version;
            this.allRead = allRead;
        }
    }

    /// What to do with an event of a feed.
    enum Verdict {
        /// Deliver the event.
        DELIVER,
        /// Drop the event: the client already has it, or must not get it.
        DROP,
        /// Check whether the user is a member. The event removes a chat that the replay has delivered at the version of
        /// the event or a later one.
        CHECK_REMOVAL,
        /// Check whether the user is a member. The event is a snapshot of a chat that the user has left, and is not
        /// later than the client's version.
        CHECK_ENTRY,
        /// Deliver only the marks of this snapshot, which may have moved while the user was not subscribed. The replay
        /// has delivered the chat at the version of the snapshot or a later one.
        DELIVER_MARKS
    }

    /// @param memory the budget of collected events of all connections
    ResumeProgress(MemoryBudget memory) {
        this.buffer = new ReplayBuffer(memory);
    }

    /// Collects an event during the replay.
    ///
    /// @return false if the replay has ended
    boolean collect(EncodedEvent event) {
        if (buffer == null) {
            return false;
        }
        buffer.add(event);
        return true;
    }

    /// Returns the chats that had more events during the replay than could be kept, and starts to collect their events
    /// anew.
    Set<ChatId> takeOverflowed() {
        return collected().takeOverflowed();
    }

    /// Ends the replay.
    ///
    /// @return the collected events that the replay did not deliver; empty if chats with too many events must be
    ///     replayed first
    Optional<List<EncodedEvent>> end(ReplayResult result) {
        ReplayBuffer collected = collected();
        if (collected.hasOverflowed()) {
            return Optional.empty();
        }
        Map<ChatId, Replayed> all = new HashMap<>();
        result.versions()
                .forEach((chatId, version) ->
                        all.put(chatId, new Replayed(version, result.allRead().getOrDefault(chatId, MessageId.NONE))));
        keep(all);
        absent = result.absent().isEmpty() ? Map.of() : new HashMap<>(result.absent());
        buffer = null;
        List<EncodedEvent> events = collected.inOrder().stream()
                .filter(event -> !result.contains(event.event()))
                .toList();
        collected.discard();
        return Optional.of(events);
    }

    private ReplayBuffer collected() {
        ReplayBuffer collected = buffer;
        if (collected == null) {
            throw new IllegalStateException("already live");
        }
        return collected;
    }

    /// Releases the collected events, because the connection has closed.
    void discard() {
        if (buffer != null) {
            buffer.discard();
        }
    }

    /// Decides what to do with an event of a feed, after the replay.
    Verdict judge(LiveEvent event) {
        if (ofAnAbsentChat(event)) {
            return event instanceof LiveEvent.ChatEntry ? Verdict.CHECK_ENTRY : Verdict.DROP;
        }
        if (replayed(event)) {
            return switch (event) {
                // The user may have left and rejoined before the replay, or may have left after it.
                case LiveEvent.Removal ignored -> Verdict.CHECK_REMOVAL;
                case LiveEvent.ChatEntry ignored -> Verdict.DELIVER_MARKS;
                default -> Verdict.DROP;
            };
        }
        if (event instanceof LiveEvent.AllReadMark mark) {
            Replayed chat = behind.get(mark.chatId());
            if (chat != null) {
                chat.allRead = mark.upTo();
            }
        }
        return Verdict.DELIVER;
    }

    /// Whether the replay already delivered this event. If the event is later than the replay of its chat, drops the
    /// replay state of the chat, because the feed has passed the replay.
    private boolean replayed(LiveEvent event) {
        if (behind.isEmpty()) {
            return false;
        }
        Optional<EventPosition> position = EventPosition.of(event);
        if (position.isEmpty()) {
            return false;
        }
        Replayed chat = behind.get(position.get().chatId());
        if (chat == null) {
            return false;
        }
        if (!position.get().version().isAfter(chat.version)) {
            return true;
        }
        forget(position.get().chatId());
        return false;
    }

    private boolean ofAnAbsentChat(LiveEvent event) {
        if (absent.isEmpty()) {
            return false;
        }
        ChatVersion cursor = EventPosition.chatOf(event).map(absent::get).orElse(null);
        if (cursor == null) {
            return false;
        }
        if (event instanceof LiveEvent.ChatEntry entry && entry.version().isAfter(cursor)) {
            absent.remove(entry.chatId());
            return false;
        }
        if (event instanceof LiveEvent.Removal removal) {
            unsubscribed(removal.chatId());
        }
        return true;
    }

    /// Returns the all-read mark of the member's own messages in a chat if it is later than the mark that was sent, and
    /// records it as sent.
    Optional<LiveEvent.AllReadMark> unsentMark(ChatId chatId, Member member) {
        Replayed chat = behind.get(chatId);
        if (chat == null || !member.allReadUpTo().isAfter(chat.allRead)) {
            return Optional.empty();
        }
        chat.allRead = member.allReadUpTo();
        return Optional.of(new LiveEvent.AllReadMark(chatId, member.allReadUpTo()));
    }

    /// The replayed chats whose feeds may be behind, with the replayed versions.
    Map<ChatId, ChatVersion> awaited() {
        Map<ChatId, ChatVersion> awaited = new HashMap<>();
        behind.forEach((chatId, chat) -> awaited.put(chatId, chat.version));
        return awaited;
    }

    /// Drops the replay state of a chat: its feed has passed the replay, or the state is no longer valid.
    void forget(ChatId chatId) {
        if (behind.containsKey(chatId)) {
            behind.remove(chatId);
            keep(behind);
        }
    }

    /// Whether events of a chat are withheld, because the replay reported that the user has left the chat.
    boolean isAbsent(ChatId chatId) {
        return absent.containsKey(chatId);
    }

    /// Ends the withholding of a chat's events, because the user is known to be a member.
    void present(ChatId chatId) {
        if (!absent.isEmpty()) {
            absent.remove(chatId);
        }
    }

    /// Records that no feed delivers events of an absent chat to the user. The next event can be that of rejoining, or
    /// of a late notification, so the chat is remembered unless there are too many.
    void unsubscribed(ChatId chatId) {
        if (absent.size() > ABSENT_MAX) {
            absent.remove(chatId);
        }
    }

    private void keep(Map<ChatId, Replayed> chats) {
        behind = chats.isEmpty() ? Map.of() : chats;
    }
}
