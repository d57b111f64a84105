package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What a connection delivers of a chat that its user has left, as the replay reported.
final class ResumeProgressTest {
    private static final ChatId CHAT = new ChatId(new UUID(1, 1));
    private static final UserId USER = new UserId(new UUID(2, 1));
    private static final ChatVersion CURSOR = new ChatVersion(5);

    private final ResumeProgress progress = new ResumeProgress(new MemoryBudget("collected", 1L << 20));

    ResumeProgressTest() {
        assertThat(progress.end(new ReplayResult(Map.of(), Map.of(), Map.of(CHAT, CURSOR))))
                .hasValue(List.of());
    }

    private static LiveEvent entry(long version) {
        Instant now = Instant.EPOCH;
        Chat chat = new Chat(
                CHAT,
                ChatKind.GROUP,
                Optional.of(new ChatTitle("group")),
                Optional.of(USER),
                now,
                1,
                new ChatVersion(version),
                MessageId.NONE,
                now);
        Member member = new Member(
                USER,
                new UserName("Ada"),
                Optional.of(Role.OWNER),
                now,
                MessageId.NONE,
                MessageId.NONE,
                MessageId.NONE,
                MessageId.NONE);
        return new LiveEvent.ChatEntry(
                CHAT, new ChatVersion(version), new ChatView(chat, Optional.empty(), Optional.empty(), member, 0));
    }

    private static LiveEvent skipped(long version) {
        return new LiveEvent.Skipped(CHAT, new ChatVersion(version));
    }

    @Test
    void a_late_notification_of_joining_does_not_bring_the_chat_back() {
        progress.unsubscribed(CHAT);
        assertThat(progress.judge(entry(1))).isEqualTo(ResumeProgress.Verdict.CHECK_ENTRY);
        assertThat(progress.judge(skipped(2))).isEqualTo(ResumeProgress.Verdict.DROP);
        assertThat(progress.judge(new LiveEvent.Removal(CHAT, new ChatVersion(6))))
                .isEqualTo(ResumeProgress.Verdict.DROP);
        assertThat(progress.judge(skipped(7))).isEqualTo(ResumeProgress.Verdict.DROP);
    }

    @Test
    void a_user_who_rejoins_gets_the_chat_and_its_events() {
        assertThat(progress.judge(entry(6))).isEqualTo(ResumeProgress.Verdict.DELIVER);
        assertThat(progress.judge(skipped(7))).isEqualTo(ResumeProgress.Verdict.DELIVER);
    }

    @Test
    void a_snapshot_of_a_feed_that_is_behind_the_client_is_delivered() {
        progress.present(CHAT);
        assertThat(progress.judge(entry(4))).isEqualTo(ResumeProgress.Verdict.DELIVER);
        assertThat(progress.judge(skipped(5))).isEqualTo(ResumeProgress.Verdict.DELIVER);
    }

    @Test
    void only_some_of_many_absent_chats_are_remembered_when_no_feed_has_the_user() {
        ResumeProgress other = new ResumeProgress(new MemoryBudget("collected", 1L << 20));
        Map<ChatId, ChatVersion> absent = LongStream.range(0, 1_000)
                .boxed()
                .collect(Collectors.toMap(each -> new ChatId(new UUID(1, each)), each -> CURSOR));
        assertThat(other.end(new ReplayResult(Map.of(), Map.of(), absent))).hasValue(List.of());
        absent.keySet().forEach(other::unsubscribed);
        assertThat(absent.keySet()).filteredOn(other::isAbsent).hasSize(64);
    }
}
