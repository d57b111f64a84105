package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.MessageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The versions reached by a replay in chats whose feeds may still be behind it. They prevent duplicate and
/// out-of-order delivery. Guarded by the session's monitor.
final class ReplayedChats {
    /// The chats whose feeds have not passed the replay yet. Nearly always empty, and there are many connections.
    private Map<ChatId, Replayed> behind = Map.of();

    /// The replay state of one chat.
    private static final class Replayed {
        final long version;
        /// The all-read mark last sent to the client, by the replay or since.
        MessageId allRead;

        Replayed(long version, MessageId allRead) {
            this.version = version;
            this.allRead = allRead;
        }
    }

    /// Starts with the result of a replay.
    void begin(CatchUp.Result result) {
        Map<ChatId, Replayed> all = new HashMap<>();
        result.versions()
                .forEach((chatId, version) ->
                        all.put(chatId, new Replayed(version, result.allRead().getOrDefault(chatId, MessageId.NONE))));
        keep(all);
    }

    /// Whether the replay already delivered this event. If not, the feed of its chat has passed the replay.
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

    /// Records an all-read mark that was sent.
    void markSent(LiveEvent.AllReadMark mark) {
        Replayed chat = behind.get(mark.chatId());
        if (chat != null) {
            chat.allRead = mark.upTo();
        }
    }

    /// The all-read mark of the member's own messages in a chat, if it is ahead of the one sent.
    Optional<LiveEvent.AllReadMark> unsentMark(ChatId chatId, Member member) {
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

    /// Records that the feed of a chat has delivered up to `version`.
    void reached(ChatId chatId, long version) {
        Replayed chat = behind.get(chatId);
        if (chat != null && version >= chat.version) {
            forget(chatId);
        }
    }

    /// Drops the replay state of a chat, which is no longer valid.
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
