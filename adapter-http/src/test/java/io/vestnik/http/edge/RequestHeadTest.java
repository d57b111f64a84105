package io.vestnik.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.limit.NetworkBudget;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
    private static final int LARGE = 10_000;

    private final MemoryBudget memory = new MemoryBudget("requests", 8L * LARGE);
    private final RequestHead head =
            new RequestHead(new NetworkBudget(memory), Optional.of(new ClientAddress("192.0.2.1")));

    @Test
    void a_small_head_takes_no_memory_of_the_budget() {
        head.beginFields();
        assertThat(head.complete(RequestHead.SMALL_BYTES)).isTrue();
        assertThat(memory.bytesTaken()).isZero();
    }

    @Test
    void a_growing_head_takes_memory_for_its_bytes_and_fields() {
        assertThat(head.fits(LARGE)).as("a request line").isTrue();
        head.beginFields();
        head.count();
        assertThat(head.fits(LARGE)).isTrue();
        assertThat(memory.bytesTaken()).isEqualTo(LARGE + RequestHead.FIELD_BYTES);
        assertThat(head.fits(2 * LARGE)).as("beyond the part of an address").isFalse();
    }

    @Test
    void a_complete_head_takes_no_more_memory_until_its_response_is_written() {
        for (int i = 0; i < BoundedHttpConnection.FIELDS_MAX; i++) {
            head.count();
        }
        assertThat(head.complete(LARGE)).isTrue();
        head.detach().orElseThrow().close();
        assertThat(head.fits(LARGE)).isTrue();
        assertThat(memory.bytesTaken()).isZero();
        head.next();
        assertThat(head.fits(0))
                .as("the fields of the first do not count for the second")
                .isTrue();
        assertThat(memory.bytesTaken()).isZero();
        assertThat(head.fits(LARGE)).isTrue();
        assertThat(memory.bytesTaken()).isEqualTo(LARGE);
    }

    @Test
    void a_closed_connection_takes_no_memory() {
        assertThat(head.fits(LARGE)).isTrue();
        head.close();
        // The thread that parsed the bytes measures them only now.
        head.fits(LARGE);
        head.next();
        head.fits(LARGE);
        assertThat(memory.bytesTaken()).isZero();
    }
}
