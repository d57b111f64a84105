package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.MessageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How far a replay brought the chats whose feeds may still be behind it, so that nothing of them is shown twice and
/// nothing of it backwards. Guarded by the session's monitor.
final class ReplayedChats {
    /// Those that their feeds have not passed yet. Nearly always none, and connections are many.
    private Map<ChatId, Replayed> behind = Map.of();

    /// One chat.
    private static final class Replayed {
        final long version;
        /// What was told of what everyone has read, by the replay or since.
        MessageId allRead;

        Replayed(long version, MessageId allRead) {
            this.version = version;
            this.allRead = allRead;
        }
    }

    /// Begins with what a replay brought.
    void begin(CatchUp.Brought brought) {
        Map<ChatId, Replayed> all = new HashMap<>();
        brought.versions()
                .forEach((chatId, version) ->
                        all.put(chatId, new Replayed(version, brought.allRead().getOrDefault(chatId, MessageId.NONE))));
        keep(all);
    }

    /// Whether the replay has brought what an event tells. If not, the feed of its chat has passed the replay.
    boolean have(LiveEvent event) {
        if (behind.isEmpty()) {
            return false;
        }
        Optional<Pending.Place> place = Pending.placeOf(event);
        if (place.isEmpty()) {
            return false;
        }
        Replayed chat = behind.get(place.get().chatId());
        if (chat == null) {
            return false;
        }
        if (place.get().version() <= chat.version) {
            return true;
        }
        forget(place.get().chatId());
        return false;
    }

    /// What everyone has read is told.
    void told(LiveEvent.AllReadMark mark) {
        Replayed chat = behind.get(mark.chatId());
        if (chat != null) {
            chat.allRead = mark.upTo();
        }
    }

    /// What everyone has read of the member's own messages in a chat, where that is further than was told.
    Optional<LiveEvent.AllReadMark> untold(ChatId chatId, Member member) {
        Replayed chat = behind.get(chatId);
        if (chat == null || !member.allReadUpTo().isAfter(chat.allRead)) {
            return Optional.empty();
        }
        chat.allRead = member.allReadUpTo();
        return Optional.of(new LiveEvent.AllReadMark(chatId, member.allReadUpTo()));
    }

    /// The chats whose feeds may be behind.
    List<ChatId> awaited() {
        return List.copyOf(behind.keySet());
    }

    /// The feed of a chat has shown it up to `version`.
    void reached(ChatId chatId, long version) {
        Replayed chat = behind.get(chatId);
        if (chat != null && version >= chat.version) {
            forget(chatId);
        }
    }

    /// Whatever the replay brought of a chat is no longer so.
    void forget(ChatId chatId) {
        if (behind.containsKey(chatId)) {
            behind.remove(chatId);
            keep(behind);
        }
    }

    private void keep(Map<ChatId, Replayed> chats) {
        behind = chats.isEmpty() ? Map.of() : chats;
    }
}
