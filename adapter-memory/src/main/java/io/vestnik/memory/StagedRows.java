package io.vestnik.memory;

import io.vestnik.application.commit.ChatRow;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.LockedRows.Raise;
import io.vestnik.application.commit.LoggedMessage;
import io.vestnik.application.commit.MemberRef;
import io.vestnik.application.commit.MemberRow;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.Posting;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The changed rows of a batch, by chat, until they are stored or dropped. The batch holds the locks of all chats.
final class StagedRows {
    private final ChatTable table;
    private final LockedRows rows;
    private final Map<ChatId, Staged> chats = new LinkedHashMap<>();

    /// The changed rows of one chat.
    private static final class Staged {
        private final ChatRow row;
        private final List<LoggedMessage> posted = new ArrayList<>();
        private final List<Message> amended = new ArrayList<>();
        private final List<MemberRow> members = new ArrayList<>();
        private final List<Raise> raises = new ArrayList<>();

        Staged(ChatRow row) {
            this.row = row;
        }
    }

    /// An idempotency key and its sender.
    private record SenderKey(UserId senderId, MessageKey key) {}

    private StagedRows(ChatTable table, LockedRows rows) {
        this.table = table;
        this.rows = rows;
        rows.chats().forEach(row -> chats.put(row.id(), new Staged(row)));
    }

    /// Decides the read floors of a batch, and collects its changed rows.
    static StagedRows of(ChatTable table, LockedRows rows) {
        StagedRows staged = new StagedRows(table, rows);
        staged.chats.values().stream()
                .filter(chat -> chat.row.lowestToLookUp())
                .forEach(chat -> staged.lookUpLowest(chat.row));
        List<Raise> raises = rows.decideFloors(false, raise -> {
            throw new IllegalStateException("a batch decides the floors of chats whose marks moved only");
        });
        raises.forEach(raise -> staged.in(raise.member().chatId()).raises.add(raise));
        rows.posted()
                .forEach(message -> staged.in(message.present().chatId()).posted.add(message));
        rows.amended().forEach(message -> staged.in(message.chatId()).amended.add(message));
        rows.changedMembers()
                .forEach(member -> staged.in(member.ref().chatId()).members.add(member));
        return staged;
    }

    private Staged in(ChatId chat) {
        Staged staged = chats.get(chat);
        if (staged == null) {
            throw new IllegalStateException("the batch has no lock of chat " + chat);
        }
        return staged;
    }

    private void lookUpLowest(ChatRow row) {
        Optional<ChatRow> unused = table.in(row.id(), chat -> {
            Map<UserId, MessageId> moved = new LinkedHashMap<>();
            for (MemberRow member : rows.changedMembers()) {
                MemberRef ref = member.ref();
                if (ref.chatId().equals(row.id())
                        && chat.present(ref.userId())
                                .filter(stored -> !stored.dormant)
                                .isPresent()) {
                    moved.put(ref.userId(), member.readUpTo());
                }
            }
            row.lowest(chat.marks.lowestAfter(moved));
            return row;
        });
    }

    /// Stores all rows.
    ///
    /// @return the events of the batch
    /// @throws StoreFailure [StoreFailure.Kind#DEFECT] if a message has an id or a key that is taken; nothing was
    ///     stored then
    List<ChatEvent> store() throws StoreFailure {
        for (Staged staged : chats.values()) {
            Optional<String> violated = table.in(staged.row.id(), chat -> violated(chat, staged.posted))
                    .orElse(Optional.of("chats_pkey"));
            if (violated.isPresent()) {
                throw new StoreFailure(StoreFailure.Kind.DEFECT, violated.get());
            }
        }
        for (Staged staged : chats.values()) {
            Optional<StoredChat> unused = table.in(staged.row.id(), chat -> {
                store(chat, staged);
                return chat;
            });
        }
        return rows.events();
    }

    /// The constraint that new messages violate; empty if there is none.
    private static Optional<String> violated(StoredChat chat, List<LoggedMessage> posted) {
        MessageId last = chat.last();
        Set<SenderKey> keys = new HashSet<>();
        for (LoggedMessage message : posted) {
            last = last.next();
            if (!message.present().id().equals(last)) {
                return Optional.of("messages_pkey");
            }
            UserId sender = message.present().senderId();
            MessageKey key = new MessageKey(message.key());
            if (chat.storedKey(sender, key).isPresent() || !keys.add(new SenderKey(sender, key))) {
                return Optional.of("messages_once");
            }
        }
        return Optional.empty();
    }

    private static void store(StoredChat chat, Staged staged) {
        for (LoggedMessage message : staged.posted) {
            Message present = message.present();
            chat.messages.add(new StoredMessage(present));
            chat.storeKey(
                    present.senderId(),
                    new MessageKey(message.key()),
                    new Posting.StoredKey(present.id(), message.hash()));
            chat.changes.changed(new ChangeIndex.Item.Post(present.id()), present.version());
        }
        for (Message message : staged.amended) {
            StoredMessage stored = chat.message(message.id()).orElseThrow();
            stored.text = message.text();
            stored.editedAt = message.editedAt();
            stored.deletedAt = message.deletedAt();
            chat.changes.changed(new ChangeIndex.Item.Post(message.id()), message.version());
        }
        for (MemberRow row : staged.members) {
            StoredMember member = chat.present(row.ref().userId()).orElseThrow();
            chat.marks.move(member.userId, member.readUpTo, row.readUpTo());
            member.readUpTo = row.readUpTo();
            member.lastSent = row.lastSent();
            member.ownFloor = row.ownFloor();
        }
        for (Raise raise : staged.raises) {
            StoredMember member = chat.present(raise.member().userId()).orElseThrow();
            member.ownFloor = MessageId.max(member.ownFloor, raise.upTo());
        }
        if (staged.row.changed()) {
            ChatRow.Values values = staged.row.values();
            chat.version = values.head().version();
            chat.marksVersion = values.marksVersion();
            chat.floor = values.floor();
            chat.lowest = values.lowest();
        }
    }
}
