package io.vestnik.application.live;

import java.util.function.Consumer;

/// Carries notices from the publishing node to every node that delivers events, including itself.
///
/// The order of each publishing thread is kept; nothing else is promised: see [Notice]. A bus between nodes publishes
/// [Notice.Interrupted] when it detects a gap.
public interface NoticeBus {

    /// Publishes a notice; does not block and does not throw.
    void publish(Notice notice);

    /// Calls `listener` for each notice from now on, on any thread, until the subscription is closed. A listener does
    /// not block and does not throw.
    Subscription subscribe(Consumer<Notice> listener);

    /// A running subscription.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
