package io.vestnik.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.junit.jupiter.api.Test;

class FencesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Fences fences = new Fences();
    private final List<String> passed = new ArrayList<>();

    private Optional<Frame> add(String name) {
        return fences.add(() -> passed.add(name), 0).map(OutFrame::frame);
    }

    private Optional<Frame> pong(ByteBuffer payload) {
        Fences.Passed result = fences.pong(payload, 0);
        result.passed().forEach(Runnable::run);
        return result.next().map(OutFrame::frame);
    }

    @Test
    void the_pong_of_its_ping_passes_a_fence_once() {
        Frame ping = add("first").orElseThrow();
        assertThat(ping.getOpCode()).isEqualTo(OpCode.PING);
        assertThat(fences.open()).isTrue();
        assertThat(pong(ping.getPayload().slice())).isEmpty();
        assertThat(passed).containsExactly("first");
        assertThat(fences.open()).isFalse();
        assertThat(pong(ping.getPayload().slice())).isEmpty();
        assertThat(passed).containsExactly("first");
    }

    @Test
    void tasks_added_while_a_ping_is_under_way_wait_for_the_next_ping() {
        ByteBuffer first = add("first").orElseThrow().getPayload();
        assertThat(add("second")).isEmpty();
        assertThat(add("third")).isEmpty();
        ByteBuffer second = pong(first.slice()).orElseThrow().getPayload();
        assertThat(passed).containsExactly("first");
        assertThat(pong(first.slice())).as("an old pong").isEmpty();
        assertThat(passed).containsExactly("first");
        assertThat(pong(second.slice())).isEmpty();
        assertThat(passed).containsExactly("first", "second", "third");
    }

    @Test
    void other_pongs_pass_nothing() {
        ByteBuffer ping = add("first").orElseThrow().getPayload();
        byte[] longer = new byte[ping.remaining() + 1];
        ping.slice().get(longer, 0, ping.remaining());
        pong(ByteBuffer.wrap(longer));
        pong(ByteBuffer.allocate(0));
        pong(ByteBuffer.allocate(Long.BYTES));
        assertThat(passed).isEmpty();
    }

    @Test
    void an_overdue_ping_is_repeated_with_the_same_payload() {
        ByteBuffer ping = add("first").orElseThrow().getPayload();
        assertThat(fences.overdue(SECOND - 1, SECOND)).isEmpty();
        assertThat(fences.overdue(SECOND, SECOND).orElseThrow().frame().getPayload())
                .isEqualTo(ping);
        assertThat(fences.overdue(2 * SECOND - 1, SECOND)).isEmpty();
        pong(ping.slice());
        assertThat(fences.overdue(9 * SECOND, SECOND)).isEmpty();
    }

    @Test
    void after_the_end_no_task_runs() {
        ByteBuffer ping = add("first").orElseThrow().getPayload();
        add("second");
        fences.discard();
        assertThat(pong(ping.slice())).isEmpty();
        assertThat(passed).isEmpty();
    }
}
