package io.vestnik.wire.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.WireTypes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BodiesTest {
    private static final Instant WHOLE_SECOND = Instant.parse("2026-11-22T18:00:00Z");
    private static final UUID ID = UUID.fromString("01936f0e-7b3a-7c54-9c8e-2f4b6a8d0e1f");
    private static final ChatId CHAT = new ChatId(ID);
    private static final UserId USER = new UserId(ID);

    @Test
    void a_message_has_the_json_of_the_contract() {
        Message message = new Message(
                new MessageId(7),
                CHAT,
                USER,
                Optional.of(new MessageText("привет \"мир\"")),
                WHOLE_SECOND,
                false,
                new ChatVersion(9),
                Optional.of(new MessageId(3)),
                Optional.of(Instant.parse("2026-11-22T18:00:00.123999Z")),
                Optional.empty());
        assertThat(json(MessageBody.class, MessageBody.of(message)))
                .isEqualTo(String.format(
                                Locale.ROOT,
                                "{\"id\":7,\"chatId\":\"%1$s\",\"senderId\":\"%1$s\",\"text\":\"привет \\\"мир\\\"\",",
                                ID)
                        + "\"sentAt\":\"2026-11-22T18:00:00.000Z\",\"read\":false,\"version\":9,\"replyTo\":3,"
                        + "\"editedAt\":\"2026-11-22T18:00:00.123Z\"}");
    }

    @Test
    void the_shared_and_the_own_part_of_a_chat_form_one_object() {
        assertThat(json(ChatBody.class, ChatBody.of(direct(true), id -> true)))
                .isEqualTo(String.format(
                        Locale.ROOT,
                        ("{\"id\":\"%1$s\",\"kind\":\"direct\",\"createdBy\":\"%1$s\","
                                + "\"createdAt\":\"2026-11-22T18:00:00.000Z\",\"memberCount\":2,\"version\":5,"
                                + "\"lastMessageId\":4,\"activityAt\":\"2026-11-22T18:00:00.000Z\","
                                + "\"peer\":{\"id\":\"%1$s\",\"name\":\"Bob\",\"online\":true},\"myRole\":\"member\","
                                + "\"readUpTo\":2,\"allReadUpTo\":1,\"unread\":3}"),
                        ID));
    }

    @Test
    void last_seen_is_present_only_while_the_peer_is_offline() {
        PeerBody away = ChatBody.of(direct(true), id -> false).peer().orElseThrow();
        assertThat(away.online()).contains(false);
        assertThat(away.lastSeenAt()).contains(WHOLE_SECOND);
    }

    @Test
    void presence_is_not_queried_before_both_sides_have_written() {
        ChatBody body = ChatBody.of(direct(false), id -> {
            throw new AssertionError("asked");
        });
        assertThat(body.peer().orElseThrow().online()).isEmpty();
    }

    @Test
    void each_error_has_its_own_code_and_an_http_status() {
        assertThat(new HashSet<>(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList()))
                .hasSize(ErrorCode.values().length)
                .contains("chat_not_found", "key_reused", "unsupported_media_type");
        assertThat(Arrays.stream(ErrorCode.values()).filter(ErrorCode::retryable))
                .containsExactly(ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE);
    }

    private static ChatView direct(boolean wroteBoth) {
        Member me = new Member(
                USER,
                new UserName("Alice"),
                Optional.of(Role.MEMBER),
                WHOLE_SECOND,
                MessageId.NONE,
                new MessageId(2),
                new MessageId(1),
                new MessageId(1));
        Chat chat = new Chat(
                CHAT,
                ChatKind.DIRECT,
                Optional.empty(),
                Optional.of(USER),
                WHOLE_SECOND,
                2,
                new ChatVersion(5),
                new MessageId(4),
                WHOLE_SECOND);
        return new ChatView(
                chat,
                Optional.of(new Peer(USER, new UserName("Bob"), wroteBoth, Optional.of(WHOLE_SECOND))),
                Optional.empty(),
                me,
                3);
    }

    private static <R extends Record> String json(Class<R> type, R value) {
        return new String(Json.bytes(WireTypes.STANDARD.shape(type), value), StandardCharsets.UTF_8);
    }
}
