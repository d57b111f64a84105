package io.vestnik.memory;

import static java.util.Objects.requireNonNull;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the changes of a chat. Each changed item appears once: in its current state, in the event of its last change.
final class ChangePages {
    private ChangePages() {}

    static Changes read(StoredChat chat, ChatVersion after, Changes.Bounds bounds) {
        List<ChatEvent.Versioned> events = new ArrayList<>();
        ChatVersion upTo = after;
        int rows = 0;
        long textBytes = 0;
        for (Map.Entry<ChatVersion, Set<ChangeIndex.Item>> change :
                chat.changes.after(after).entrySet()) {
            if (rows >= bounds.rowsMax() || textBytes >= bounds.textBytesMax()) {
                return new Changes(upTo, false, events);
            }
            upTo = change.getKey();
            rows += change.getValue().size();
            ChatEvent.Versioned event = event(chat, upTo, change.getValue());
            textBytes += event instanceof ChatEvent.MessageChanged changed
                    ? changed.message().textBytes()
                    : 0;
            events.add(event);
        }
        return new Changes(chat.version, true, events);
    }

    private static ChatEvent.Versioned event(StoredChat chat, ChatVersion version, Set<ChangeIndex.Item> items) {
        Optional<MessageId> post = Optional.empty();
        boolean title = false;
        List<Member> members = new ArrayList<>();
        for (ChangeIndex.Item item : items) {
            switch (item) {
                case ChangeIndex.Item.Post(MessageId id) -> post = Optional.of(id);
                case ChangeIndex.Item.Title() -> title = true;
                case ChangeIndex.Item.Membership membership ->
                    members.add(chat.shown(requireNonNull(chat.members.get(membership.userId()))));
            }
        }
        if (post.isPresent()) {
            return new ChatEvent.MessageChanged(
                    chat.id, version, chat.shown(chat.message(post.get()).orElseThrow()));
        }
        if (!title) {
            return new ChatEvent.MembersChanged(chat.id, version, chat.shown(), members, List.of(), Optional.empty());
        }
        return version.equals(ChatVersion.FIRST)
                ? new ChatEvent.ChatOpened(chat.id, version, chat.shown(), members)
                : new ChatEvent.ChatRetitled(chat.id, version, chat.shown());
    }
}
