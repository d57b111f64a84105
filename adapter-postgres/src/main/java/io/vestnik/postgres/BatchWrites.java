package io.vestnik.postgres;

import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Writes the decisions of a batch, each kind of row with one statement.
final class BatchWrites {
    static final String INSERT = """
        insert into messages (chat_id, id, sender_id, key, hash, body, sent_at, version, reply_to,
                              edited_at, deleted_at)
        select q.chat_id, q.id, q.sender_id, q.key, q.hash, q.body, q.sent_at, q.version, nullif(q.reply_to, 0),
               q.edited_at, q.deleted_at
          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            as q (chat_id, id, sender_id, key, hash, body, sent_at, version, reply_to, edited_at, deleted_at)\
        """;

    static final String AMEND = """
        update messages m
           set body = q.body, version = q.version, edited_at = q.edited_at, deleted_at = q.deleted_at
          from unnest(?, ?, ?, ?, ?, ?) as q (chat_id, id, body, version, edited_at, deleted_at)
         where m.chat_id = q.chat_id and m.id = q.id\
        """;

    static final String MEMBERS = """
        update members m set last_sent = q.last_sent, read_up_to = q.read_up_to, own_floor = q.own_floor
          from unnest(?, ?, ?, ?, ?) as q (chat_id, user_id, last_sent, read_up_to, own_floor)
         where m.chat_id = q.chat_id and m.user_id = q.user_id\
        """;

    static final String RAISE = """
        update members m set own_floor = q.own_floor
          from unnest(?, ?, ?) as q (chat_id, user_id, own_floor)
         where m.chat_id = q.chat_id and m.user_id = q.user_id and m.own_floor < q.own_floor\
        """;

    static final String CHATS = """
        update chats c
           set version = q.version, last_id = q.last_id, activity_at = q.activity_at,
               marks_version = q.marks_version, everyone_floor = q.everyone_floor,
               departed_floor = q.departed_floor,
               low1_user = q.low1_user, low1 = q.low1, low2_user = q.low2_user, low2 = q.low2
          from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            as q (id, version, last_id, activity_at, marks_version, everyone_floor, departed_floor,
                  low1_user, low1, low2_user, low2)
         where c.id = q.id\
        """;

    private BatchWrites() {}

    static void insert(Script script, List<LoggedMessage> posted) {
        if (posted.isEmpty()) {
            return;
        }
        script.run(
                INSERT,
                BinaryArray.uuids(posted, m -> m.present().chatId().value()),
                BinaryArray.longs(posted, m -> m.present().id().value()),
                BinaryArray.uuids(posted, m -> m.present().senderId().value()),
                BinaryArray.uuids(posted, LoggedMessage::key),
                BinaryArray.longs(posted, m -> m.hash().value()),
                BinaryArray.texts(
                        posted, m -> m.present().text().map(MessageText::value).orElse(null)),
                BinaryArray.instants(posted, m -> m.present().sentAt()),
                BinaryArray.longs(posted, m -> m.present().version().value()),
                BinaryArray.longs(
                        posted,
                        m -> m.present().replyTo().orElse(MessageId.NONE).value()),
                BinaryArray.instants(posted, m -> m.present().editedAt().orElse(null)),
                BinaryArray.instants(posted, m -> m.present().deletedAt().orElse(null)));
    }

    static void amend(Script script, List<Message> amended) {
        if (amended.isEmpty()) {
            return;
        }
        script.run(
                AMEND,
                BinaryArray.uuids(amended, m -> m.chatId().value()),
                BinaryArray.longs(amended, m -> m.id().value()),
                BinaryArray.texts(amended, m -> m.text().map(MessageText::value).orElse(null)),
                BinaryArray.longs(amended, m -> m.version().value()),
                BinaryArray.instants(amended, m -> m.editedAt().orElse(null)),
                BinaryArray.instants(amended, m -> m.deletedAt().orElse(null)));
    }

    static void members(Script script, List<MemberState> members) {
        if (members.isEmpty()) {
            return;
        }
        script.run(
                MEMBERS,
                BinaryArray.uuids(members, MemberState::chatId),
                BinaryArray.uuids(members, MemberState::userId),
                BinaryArray.longs(members, m -> m.lastSent().value()),
                BinaryArray.longs(members, m -> m.readUpTo().value()),
                BinaryArray.longs(members, m -> m.ownFloor().value()));
    }

    /// Reads the lowest marks of the chats whose lowest marks are not known, after the marks are written.
    static void lookUp(Script script, List<ChatState> chats) {
        Map<UUID, Lowest> found = new HashMap<>();
        chats.forEach(chat -> found.put(chat.id().value(), Lowest.EMPTY));
        script.query(
                Lowest.LOOK_UP,
                rows -> {
                    while (rows.next()) {
                        UUID user = rows.getObject("user_id", UUID.class);
                        long mark = rows.getLong("read_up_to");
                        found.computeIfPresent(
                                rows.getObject("id", UUID.class), (id, lowest) -> lowest.with(user, mark));
                    }
                    chats.forEach(
                            chat -> chat.lowest(found.getOrDefault(chat.id().value(), Lowest.EMPTY)));
                },
                BinaryArray.uuids(chats, chat -> chat.id().value()));
    }

    static void raise(Script script, List<Batch.Raise> raises) {
        if (raises.isEmpty()) {
            return;
        }
        script.run(
                RAISE,
                BinaryArray.uuids(raises, Batch.Raise::chatId),
                BinaryArray.uuids(raises, Batch.Raise::userId),
                BinaryArray.longs(raises, raise -> raise.upTo().value()));
    }

    static void chats(Script script, List<ChatState> chats) {
        if (chats.isEmpty()) {
            return;
        }
        script.run(
                CHATS,
                BinaryArray.uuids(chats, chat -> chat.id().value()),
                BinaryArray.longs(chats, chat -> chat.head().version().value()),
                BinaryArray.longs(chats, chat -> chat.head().last().value()),
                BinaryArray.instants(chats, chat -> chat.head().lastSentAt()),
                BinaryArray.longs(chats, ChatState::marksVersion),
                BinaryArray.longs(chats, chat -> chat.floor().everyone().value()),
                BinaryArray.longs(chats, chat -> chat.floor().departed().value()),
                BinaryArray.uuids(chats, chat -> chat.lowest().user1()),
                BinaryArray.longs(chats, chat -> chat.lowest().mark1()),
                BinaryArray.uuids(chats, chat -> chat.lowest().user2()),
                BinaryArray.longs(chats, chat -> chat.lowest().mark2()));
    }
}
