package io.vestnik.contracts;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/// A faulty channel between a store and its listener. It loses some events, repeats some, and delivers some after later
/// ones, as a notification bus between nodes may do. The seed alone decides which fault the n-th event has.
/// Thread-safe.
public final class FaultyEvents implements ChatEvents {
    private final ChatEvents listener;
    private final Random random;
    private final Faults faults;
    private final Queue<Late> late = new ArrayDeque<>();

    private record Late(ChatEvent event, long due) {}

    private long eventCount;

    /// The probability of each fault, from 0 to 1. Events without a fault are published once and immediately.
    ///
    /// @param delayMax the maximum number of later events that are published before a delayed event
    public record Faults(double lost, double doubled, double late, int delayMax) {
        /// Faults of each kind, in a few percent of the events.
        public static final Faults SOME = new Faults(0.05, 0.05, 0.1, 20);
    }

    /// Makes a channel that publishes events to `listener`, except those that it loses.
    public FaultyEvents(ChatEvents listener, long seed, Faults faults) {
        this.listener = listener;
        this.random = new Random(seed);
        this.faults = faults;
    }

    @Override
    public synchronized void committed(List<? extends ChatEvent> events) {
        events.forEach(this::pass);
    }

    private void pass(ChatEvent event) {
        eventCount++;
        double fate = random.nextDouble();
        if (fate < faults.lost()) {
            deliverDue();
            return;
        }
        fate -= faults.lost();
        if (fate < faults.late()) {
            late.add(new Late(event, eventCount + 1 + random.nextInt(faults.delayMax())));
        } else {
            deliver(event);
            if (fate - faults.late() < faults.doubled()) {
                deliver(event);
            }
        }
        deliverDue();
    }

    private void deliverDue() {
        late.removeIf(waiting -> {
            boolean due = waiting.due() <= eventCount;
            if (due) {
                deliver(waiting.event());
            }
            return due;
        });
    }

    private void deliver(ChatEvent event) {
        listener.committed(List.of(event));
    }

    @Override
    public synchronized void uncertain(Collection<ChatId> chats) {
        listener.uncertain(chats);
    }
}
