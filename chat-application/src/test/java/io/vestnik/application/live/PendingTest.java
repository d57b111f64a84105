package io.vestnik.application.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PendingTest {
    private static final ChatId LEFT = new ChatId(new UUID(1, 1));
    private static final ChatId OTHER = new ChatId(new UUID(1, 2));
    private static final UserId READER = new UserId(new UUID(2, 1));

    private final MemoryBudget memory = new MemoryBudget("collected", 1 << 20);
    private final Pending pending = new Pending(memory);

    @Test
    void only_the_latest_marks_come_after_the_versioned_events() {
        keep(new LiveEvent.ReadMark(OTHER, READER, new MessageId(1)));
        keep(new LiveEvent.Skipped(OTHER, new ChatVersion(7)));
        keep(new LiveEvent.ReadMark(OTHER, READER, new MessageId(2)));

        assertThat(pending.inOrder())
                .extracting(EncodedEvent::event)
                .containsExactly(
                        new LiveEvent.Skipped(OTHER, new ChatVersion(7)),
                        new LiveEvent.ReadMark(OTHER, READER, new MessageId(2)));
    }

    @Test
    void a_chat_beyond_the_budget_is_replayed_again_and_holds_no_memory() {
        MemoryBudget small = new MemoryBudget("collected", 3L * Weight.SMALL);
        Pending first = new Pending(small);
        Pending second = new Pending(small);
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
    void no_event_or_mark_of_a_chat_follows_its_removal() {
        LiveEvent removal = new LiveEvent.Removal(LEFT, new ChatVersion(9));
        keep(new LiveEvent.ReadMark(LEFT, READER, new MessageId(1)));
        keep(new LiveEvent.AllReadMark(LEFT, new MessageId(1)));
        keep(new LiveEvent.AllReadMark(OTHER, new MessageId(1)));
        keep(removal);

        assertThat(pending.inOrder())
                .extracting(EncodedEvent::event)
                .containsExactly(removal, new LiveEvent.AllReadMark(OTHER, new MessageId(1)));
    }

    private void keep(LiveEvent event) {
        pending.add(new EncodedEvent(event));
    }
}
