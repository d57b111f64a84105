package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.ChatHead;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Rows as a store reads them under the locks of their chats.
final class ReadRows {
    static final UserId ALICE = new UserId(new UUID(0, 1));
    static final UserId BOB = new UserId(new UUID(0, 2));
    static final UserId CAROL = new UserId(new UUID(0, 3));

    /// The time of the last message of each chat.
    static final Instant LAST_SENT = Instant.parse("2026-01-02T03:04:05Z");

    /// The time of the store's clock.
    static final Instant NOW = LAST_SENT.plusSeconds(60);

    private ReadRows() {}

    static ChatId chatId(int number) {
        return new ChatId(new UUID(1, number));
    }

    /// The row of a group with `last` messages, of which each took one version.
    static ChatRow chat(ChatId id, int last, int memberCount, ReadFloor floor, Lowest lowest) {
        ChatHead head = new ChatHead(id, new ChatVersion(last + 1), new MessageId(last), LAST_SENT, true);
        return new ChatRow(new ChatRow.Values(ChatKind.GROUP, head, memberCount, MarksVersion.NONE, floor, lowest));
    }

    /// The row of a group of Alice and Bob, who have read nothing.
    static ChatRow chatOfTwo(ChatId id, int last) {
        return chat(id, last, 2, ReadFloor.START, new Lowest(ALICE.value(), 0, BOB.value(), 0));
    }

    static MemberRow member(ChatId chat, UserId user) {
        return new MemberRow(
                new MemberRef(chat, user), Optional.of(Role.MEMBER), MessageId.NONE, MessageId.NONE, MessageId.NONE);
    }

    static Message message(ChatId chat, int id, UserId sender, String text) {
        return new Message(
                new MessageId(id),
                chat,
                sender,
                Optional.of(new MessageText(text)),
                LAST_SENT,
                false,
                new ChatVersion(id + 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
