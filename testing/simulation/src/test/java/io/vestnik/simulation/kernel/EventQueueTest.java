package io.vestnik.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private final Trace trace = new Trace();
    private final EventQueue queue = new EventQueue(trace);
    private final SimulatedProcess process = new SimulatedProcess(0, "process", queue, () -> 0);
    private final List<String> ran = new ArrayList<>();

    private Event add(long delayNanos, String name) {
        return queue.add(process, delayNanos, name, () -> ran.add(name));
    }

    private void runAll() {
        boolean more = true;
        while (more) {
            more = queue.runNext(1_000_000);
        }
    }

    @Test
    void events_run_by_time_and_then_in_the_order_added() {
        add(20, "third");
        add(10, "first");
        add(10, "second");
        runAll();
        assertThat(ran).containsExactly("first", "second", "third");
        assertThat(queue.steps()).isEqualTo(3);
    }

    @Test
    void time_is_the_time_of_the_running_event() {
        List<Long> times = new ArrayList<>();
        queue.add(process, 10, "event", () -> {
            times.add(queue.nanos());
            Event unused = queue.add(process, 5, "event", () -> times.add(queue.nanos()));
        });
        runAll();
        assertThat(times).containsExactly(10L, 15L);
        assertThat(queue.nanos()).isEqualTo(1_000_000);
    }

    @Test
    void an_event_after_the_end_of_the_run_stays() {
        add(2_000_000, "late");
        runAll();
        assertThat(ran).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void a_cancelled_event_does_not_run_and_is_no_step() {
        Event cancelled = add(10, "cancelled");
        add(20, "other");
        queue.cancel(cancelled);
        queue.cancel(cancelled);
        assertThat(queue.size()).isEqualTo(1);
        runAll();
        assertThat(ran).containsExactly("other");
        assertThat(queue.steps()).isEqualTo(1);
    }

    @Test
    void many_cancelled_events_leave_the_others_as_they_are() {
        List<Event> cancelled = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            cancelled.add(add(i, "cancelled"));
        }
        add(2_500, "one");
        add(6_000, "two");
        cancelled.forEach(queue::cancel);
        assertThat(queue.size()).isEqualTo(2);
        runAll();
        assertThat(ran).containsExactly("one", "two");
    }

    @Test
    void the_trace_keeps_the_last_steps_with_their_notes() {
        for (int i = 0; i < Trace.STEPS_MAX + 1; i++) {
            add(i, "event " + i);
        }
        runAll();
        trace.note("a fault");
        trace.note("another");
        assertThat(trace.last(2))
                .containsExactly("0.000004999 process event 4999", "0.000005000 process event 5000: a fault; another");
        assertThat(trace.last(Integer.MAX_VALUE)).hasSize(Trace.STEPS_MAX);
    }

    @Test
    void the_hash_depends_on_time_label_and_notes() {
        assertThat(List.of(hash(1, "a", ""), hash(2, "a", ""), hash(1, "b", ""), hash(1, "a", "c")))
                .doesNotHaveDuplicates();
        assertThat(hash(1, "a", "c")).isEqualTo(hash(1, "a", "c"));
    }

    private static long hash(long delayNanos, String label, String note) {
        Trace hashed = new Trace();
        EventQueue queue = new EventQueue(hashed);
        Event unused = queue.add(new SimulatedProcess(0, "process", queue, () -> 0), delayNanos, label, () -> {
            if (!note.isEmpty()) {
                hashed.note(note);
            }
        });
        boolean ran = queue.runNext(10);
        assertThat(ran).isTrue();
        return hashed.hash();
    }
}
