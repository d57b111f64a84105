package io.vestnik.application.live.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.event.ChatEvent.Versioned;
import org.junit.jupiter.api.Test;

final class HeldEventsTest {
    private final TestFeed feed = new TestFeed();
    private final MemoryBudget memory = new MemoryBudget("held", 1L << 30);
    private final HeldEvents held = new HeldEvents(memory);

    @Test
    void events_are_taken_in_the_order_of_their_versions() {
        Versioned fifth = feed.posted(5);
        Versioned third = feed.posted(3);
        assertThat(held.add(fifth)).isTrue();
        assertThat(held.add(third)).isTrue();
        assertThat(held.add(feed.posted(3))).as("a duplicate").isTrue();
        assertThat(memory.bytesTaken()).isEqualTo(Weight.of(third) + Weight.of(fifth));
        assertThat(held.takeUpTo(TestFeed.version(2))).isEmpty();
        assertThat(held.takeUpTo(TestFeed.version(4))).contains(third);
        assertThat(held.takeUpTo(TestFeed.version(4))).isEmpty();
        assertThat(held.isEmpty()).isFalse();
        assertThat(held.takeUpTo(TestFeed.version(9))).contains(fifth);
        assertThat(held.isEmpty()).isTrue();
        assertThat(memory.bytesTaken()).isZero();
    }

    @Test
    void a_feed_holds_a_bounded_number_of_events() {
        for (int version = 1; version <= HeldEvents.HELD_MAX; version++) {
            assertThat(held.add(feed.posted(version))).isTrue();
        }
        assertThat(held.add(feed.posted(HeldEvents.HELD_MAX + 1))).isFalse();
        held.clear();
        assertThat(held.isEmpty()).isTrue();
        assertThat(memory.bytesTaken()).isZero();
    }

    @Test
    void all_feeds_hold_a_bounded_number_of_bytes() {
        MemoryBudget small = new MemoryBudget("held", Weight.of(feed.posted(1)));
        HeldEvents one = new HeldEvents(small);
        HeldEvents other = new HeldEvents(small);
        assertThat(one.add(feed.posted(2))).isTrue();
        assertThat(other.add(feed.posted(2))).isFalse();
        assertThat(other.isEmpty()).isTrue();
        one.clear();
        assertThat(other.add(feed.posted(2))).isTrue();
    }
}
