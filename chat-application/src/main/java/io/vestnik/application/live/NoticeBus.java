package io.vestnik.application.live;

import java.util.function.Consumer;

/// Carries news from where it is made to every node that shows it, the own one included.
///
/// Per publishing thread the order is kept; nothing else is promised: see [Notice]. A bus that connects nodes publishes
/// [Notice.Interrupted] by itself when it finds a hole.
public interface NoticeBus {

    /// Publishes; does not block and does not throw.
    void publish(Notice notice);

    /// From now on calls `listener` for each notice, on any thread, until the subscription is closed. A listener does
    /// not block and does not throw.
    Subscription subscribe(Consumer<Notice> listener);

    /// A running subscription.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
