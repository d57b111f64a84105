package io.vestnik.application.live.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OverdueVersionsTest {
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final OverdueVersions overdue = new OverdueVersions(nanos::get);
    private final MissingVersions missing = new MissingVersions(Optional.of(TestFeed.version(2)), Optional.empty());

    @Test
    void an_entry_is_due_after_its_patience_also_when_the_clock_overflows() {
        TestFeed first = new TestFeed();
        TestFeed second = new TestFeed();
        assertThat(overdue.next()).isEmpty();
        assertThat(overdue.add(first.feed, missing, PATIENCE)).isTrue();
        nanos.addAndGet(10_000_000);
        assertThat(overdue.add(second.feed, missing, PATIENCE)).isFalse();
        assertThat(overdue.next()).contains(Duration.ofMillis(40));
        assertThat(overdue.takeDue()).isEmpty();
        nanos.addAndGet(40_000_000);
        assertThat(overdue.takeDue()).extracting(OverdueVersions.Entry::feed).containsExactly(first.feed);
        assertThat(overdue.next()).contains(Duration.ofMillis(10));
        nanos.addAndGet(60_000_000);
        assertThat(overdue.next()).contains(Duration.ZERO);
        assertThat(overdue.takeDue()).extracting(OverdueVersions.Entry::feed).containsExactly(second.feed);
        assertThat(overdue.next()).isEmpty();
    }
}
