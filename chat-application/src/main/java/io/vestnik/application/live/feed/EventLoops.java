package io.vestnik.application.live.feed;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.chat.ChatId;
import java.util.List;
import java.util.stream.IntStream;

/// All feeds of a node, spread over its event loops. A chat always has the same loop. Thread-safe.
public final class EventLoops implements AutoCloseable {
    private final List<LoopFeeds> all;
    private final NodeRuntime runtime;

    /// @param failure receives the error that ended an event loop
    public EventLoops(int count, FeedContext context, FatalErrors failure) {
        runtime = context.runtime();
        all = IntStream.range(0, count)
                .mapToObj(number -> new LoopFeeds(number, context, failure))
                .toList();
    }

    /// The monotonic clock of the loops, in nanoseconds.
    public long nanoTime() {
        return runtime.nanoTime();
    }

    /// The feeds of all loops.
    public List<LoopFeeds> all() {
        return all;
    }

    /// The feeds of the event loop to which a chat belongs.
    public LoopFeeds of(ChatId chatId) {
        return all.get(Math.floorMod(chatId.value().hashCode(), all.size()));
    }

    @Override
    public void close() {
        all.forEach(feeds -> feeds.loop().close());
    }
}
