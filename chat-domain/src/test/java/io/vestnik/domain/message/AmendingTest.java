package io.vestnik.domain.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Amending.Decision;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AmendingTest {
    private static final UserId AUTHOR = new UserId(new UUID(0, 1));
    private static final UserId OTHER = new UserId(new UUID(0, 2));
    private static final MessageText TEXT = new MessageText("hi");
    private static final MessageText NEW_TEXT = new MessageText("hello");
    private static final Optional<Message> MESSAGE = Optional.of(message(Optional.of(TEXT), Optional.empty()));
    private static final Optional<Message> DELETED = Optional.of(message(Optional.empty(), Optional.of(Instant.EPOCH)));

    private static Message message(Optional<MessageText> text, Optional<Instant> deletedAt) {
        return new Message(
                new MessageId(1),
                new ChatId(new UUID(0, 3)),
                AUTHOR,
                text,
                Instant.EPOCH,
                false,
                ChatVersion.FIRST,
                Optional.empty(),
                Optional.empty(),
                deletedAt);
    }

    private static Decision refused(Refusal reason) {
        return new Decision.Refuse(reason);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void only_the_author_edits_a_message(Role role) {
        assertThat(Amending.edit(AUTHOR, Optional.of(role), MESSAGE, NEW_TEXT)).isEqualTo(new Decision.Change());
        assertThat(Amending.edit(OTHER, Optional.of(role), MESSAGE, NEW_TEXT)).isEqualTo(refused(Refusal.FORBIDDEN));
    }

    @Test
    void an_edit_with_the_same_text_changes_nothing() {
        assertThat(Amending.edit(AUTHOR, Optional.of(Role.MEMBER), MESSAGE, TEXT))
                .isEqualTo(new Decision.Keep());
    }

    @Test
    void an_edit_of_a_deleted_message_is_refused_after_the_rights_check() {
        assertThat(Amending.edit(AUTHOR, Optional.of(Role.MEMBER), DELETED, NEW_TEXT))
                .isEqualTo(refused(Refusal.MESSAGE_DELETED));
        assertThat(Amending.edit(OTHER, Optional.of(Role.MEMBER), DELETED, NEW_TEXT))
                .isEqualTo(refused(Refusal.FORBIDDEN));
    }

    @ParameterizedTest
    @CsvSource({"OWNER, true", "ADMIN, true", "MEMBER, false"})
    void owner_and_admins_delete_messages_of_others(Role role, boolean may) {
        assertThat(Amending.delete(OTHER, Optional.of(role), MESSAGE))
                .isEqualTo(may ? new Decision.Change() : refused(Refusal.FORBIDDEN));
        assertThat(Amending.delete(AUTHOR, Optional.of(role), MESSAGE)).isEqualTo(new Decision.Change());
    }

    @Test
    void deleting_a_deleted_message_changes_nothing() {
        assertThat(Amending.delete(AUTHOR, Optional.of(Role.MEMBER), DELETED)).isEqualTo(new Decision.Keep());
        assertThat(Amending.delete(OTHER, Optional.of(Role.MEMBER), DELETED)).isEqualTo(refused(Refusal.FORBIDDEN));
    }

    @Test
    void a_non_member_gets_no_chat_and_a_member_gets_no_message() {
        assertThat(Amending.edit(AUTHOR, Optional.empty(), MESSAGE, TEXT)).isEqualTo(refused(Refusal.CHAT_NOT_FOUND));
        assertThat(Amending.delete(AUTHOR, Optional.empty(), Optional.empty()))
                .isEqualTo(refused(Refusal.CHAT_NOT_FOUND));
        assertThat(Amending.edit(AUTHOR, Optional.of(Role.MEMBER), Optional.empty(), TEXT))
                .isEqualTo(refused(Refusal.MESSAGE_NOT_FOUND));
        assertThat(Amending.delete(OTHER, Optional.of(Role.OWNER), Optional.empty()))
                .isEqualTo(refused(Refusal.MESSAGE_NOT_FOUND));
    }
}
