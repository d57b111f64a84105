package io.vestnik.domain.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Posting.Decision;
import io.vestnik.domain.message.Posting.ReplyTarget;
import io.vestnik.domain.message.Posting.StoredKey;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PostingTest {
    private static final ChatId CHAT = new ChatId(new UUID(0, 1));
    private static final UserId SENDER = new UserId(new UUID(0, 2));
    private static final Draft DRAFT = Draft.of(
            CHAT, SENDER, new MessageKey(new UUID(0, 3)), new MessageText("hi"), Optional.of(new MessageId(1)));
    private static final ChatHead OPEN = head(true);
    private static final ChatHead CLOSED = head(false);
    private static final Optional<Role> MEMBER = Optional.of(Role.MEMBER);
    private static final Optional<StoredKey> SAME = Optional.of(new StoredKey(new MessageId(4), DRAFT.hash()));
    private static final Optional<StoredKey> OTHER = Optional.of(
            new StoredKey(new MessageId(4), new ContentHash(DRAFT.hash().value() + 1)));

    private static ChatHead head(boolean open) {
        return new ChatHead(CHAT, ChatVersion.FIRST, MessageId.NONE, Instant.EPOCH, open);
    }

    private static Decision refused(Refusal reason) {
        return new Decision.Refuse(reason);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void every_member_posts(Role role) {
        assertThat(Posting.decide(DRAFT, OPEN, Optional.of(role), Optional.empty(), ReplyTarget.PRESENT))
                .isEqualTo(new Decision.Accept());
        assertThat(Posting.decide(DRAFT, OPEN, Optional.of(role), Optional.empty(), ReplyTarget.NONE))
                .isEqualTo(new Decision.Accept());
    }

    @ParameterizedTest
    @EnumSource(ReplyTarget.class)
    void a_non_member_gets_chat_not_found_in_every_case(ReplyTarget target) {
        assertThat(Posting.decide(DRAFT, OPEN, Optional.empty(), SAME, target))
                .isEqualTo(refused(Refusal.CHAT_NOT_FOUND));
        assertThat(Posting.decide(DRAFT, CLOSED, Optional.empty(), OTHER, target))
                .isEqualTo(refused(Refusal.CHAT_NOT_FOUND));
    }

    @ParameterizedTest
    @EnumSource(ReplyTarget.class)
    void a_repeat_is_accepted_even_if_a_new_message_would_be_refused(ReplyTarget target) {
        assertThat(Posting.decide(DRAFT, CLOSED, MEMBER, SAME, target))
                .isEqualTo(new Decision.Repeat(new MessageId(4)));
        assertThat(Posting.decide(DRAFT, CLOSED, MEMBER, OTHER, target)).isEqualTo(refused(Refusal.KEY_REUSED));
    }

    @Test
    void a_closed_chat_takes_no_new_messages() {
        assertThat(Posting.decide(DRAFT, CLOSED, MEMBER, Optional.empty(), ReplyTarget.NONE))
                .isEqualTo(refused(Refusal.FORBIDDEN));
    }

    @Test
    void a_reply_needs_an_existing_message() {
        assertThat(Posting.decide(DRAFT, OPEN, MEMBER, Optional.empty(), ReplyTarget.DELETED))
                .isEqualTo(refused(Refusal.MESSAGE_DELETED));
        assertThat(Posting.decide(DRAFT, OPEN, MEMBER, Optional.empty(), ReplyTarget.MISSING))
                .isEqualTo(refused(Refusal.MESSAGE_NOT_FOUND));
    }
}
