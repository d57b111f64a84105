package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.feed.Weight;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {
    private static final ChatId LEFT = new ChatId(new UUID(1, 1));
    private static final ChatId OTHER = new ChatId(new UUID(1, 2));
    private static final UserId READER = new UserId(new UUID(2, 1));

    private final MemoryBudget memory = new MemoryBudget("collected", 1 << 20);
    private final ReplayBuffer buffer = new ReplayBuffer(memory);

    @Test
    void only_the_latest_marks_come_after_the_versioned_events() {
        keep(new LiveEvent.ReadMark(OTHER, READER, new MessageId(1)));
        keep(new LiveEvent.Skipped(OTHER, new ChatVersion(7)));
        keep(new LiveEvent.ReadMark(OTHER, READER, new MessageId(2)));

        assertThat(buffer.inOrder())
                .extracting(EncodedEvent::event)
                .containsExactly(
                        new LiveEvent.Skipped(OTHER, new ChatVersion(7)),
                        new LiveEvent.ReadMark(OTHER, READER, new MessageId(2)));
    }

    @Test
    void a_chat_beyond_the_budget_is_replayed_again_and_holds_no_memory() {
        MemoryBudget small = new MemoryBudget("collected", 3L * Weight.SMALL);
        ReplayBuffer first = new ReplayBuffer(small);
        ReplayBuffer second = new ReplayBuffer(small);
        first.add(new EncodedEvent(new LiveEvent.Skipped(LEFT, new ChatVersion(1))));
        second.add(new EncodedEvent(new LiveEvent.Skipped(OTHER, new ChatVersion(1))));
        second.add(new EncodedEvent(new LiveEvent.Skipped(OTHER, new ChatVersion(2))));
        assertThat(second.hasOverflowed()).isFalse();
        second.add(new EncodedEvent(new LiveEvent.Skipped(OTHER, new ChatVersion(3))));
        assertThat(second.takeOverflowed()).containsExactly(OTHER);
        assertThat(second.inOrder()).isEmpty();
        assertThat(small.bytesTaken()).isEqualTo(Weight.SMALL);
        first.discard();
        second.discard();
        assertThat(small.bytesTaken()).isZero();
    }

    @Test
    void overflowed_chats_are_replayed_in_the_order_in_which_they_overflowed() {
        ReplayBuffer full = new ReplayBuffer(new MemoryBudget("collected", 1));
        List<ChatId> chats = new ArrayList<>();
        for (long i = 0; i < 50; i++) {
            ChatId chatId = new ChatId(new UUID(1, i * 0x9E3779B97F4A7C15L));
            chats.add(chatId);
            full.add(new EncodedEvent(new LiveEvent.Skipped(chatId, new ChatVersion(1))));
        }
        assertThat(full.takeOverflowed()).containsExactlyElementsOf(chats);
        assertThat(full.takeOverflowed()).isEmpty();
    }

    @Test
    void no_event_or_mark_of_a_chat_follows_its_removal() {
        LiveEvent removal = new LiveEvent.Removal(LEFT, new ChatVersion(9));
        keep(new LiveEvent.ReadMark(LEFT, READER, new MessageId(1)));
        keep(new LiveEvent.AllReadMark(LEFT, new MessageId(1)));
        keep(new LiveEvent.AllReadMark(OTHER, new MessageId(1)));
        keep(removal);

        assertThat(buffer.inOrder())
                .extracting(EncodedEvent::event)
                .containsExactly(removal, new LiveEvent.AllReadMark(OTHER, new MessageId(1)));
    }

    @Test
    void the_latest_name_of_a_user_is_kept_and_releases_its_memory() {
        LiveEvent last = new LiveEvent.UserState(READER, new UserName("Anna Ek"), Optional.of("anna"));
        keep(new LiveEvent.UserState(READER, new UserName("Anna"), Optional.empty()));
        keep(last);

        assertThat(buffer.inOrder()).extracting(EncodedEvent::event).containsExactly(last);
        assertThat(memory.bytesTaken()).isEqualTo(Weight.SMALL);
        buffer.discard();
        assertThat(buffer.inOrder()).isEmpty();
        assertThat(memory.bytesTaken()).isZero();
    }

    private void keep(LiveEvent event) {
        buffer.add(new EncodedEvent(event));
    }
}
