package io.vestnik.application.live;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An event on its way to any number of connections, encoded once for all of them.
public final class EncodedEvent {
    private final LiveEvent event;
    // The result of the encoder; null until a connection encodes the event. Connections that encode it at the same time
    // write equal values.
    private volatile @Nullable Object encoded;

    /// An event that is not encoded yet.
    public EncodedEvent(LiveEvent event) {
        this.event = event;
    }

    /// The event to deliver.
    public LiveEvent event() {
        return event;
    }

    /// The event as encoded by `encoder`. All connections of a process use the same encoder, so the first result serves
    /// all connections.
    @SuppressWarnings("unchecked") // all connections use one encoder, so the result has one type
    public <T> T encoded(Function<LiveEvent, T> encoder) {
        Object present = encoded;
        if (present == null) {
            present = encoder.apply(event);
            encoded = present;
        }
        return (T) present;
    }
}
