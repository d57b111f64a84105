package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortCapacityTest {
    private static final long MIB = 1024 * 1024;

    @ParameterizedTest
    @CsvSource({
        // limit, open, connections
        "100, 90, 16",
        "256, 100, 16",
        "1024, 100, 732",
        "20000, 100, 18000",
        "1048576, 100, 943719",
        "9223372036854775807, 100, 1000000",
    })
    void the_larger_of_a_tenth_and_192_descriptors_is_reserved(long files, long open, int connections) {
        assertThat(PortCapacity.byFiles(files, open)).isEqualTo(connections);
    }

    @ParameterizedTest
    @CsvSource({
        // heap in MiB, connections
        "64, 1024",
        "256, 4096",
        "614, 9824",
        "1125, 18000",
        "65536, 1000000",
    })
    void a_connection_needs_64_kib_of_the_heap(long heapMib, int connections) {
        assertThat(PortCapacity.byHeap(heapMib * MIB)).isEqualTo(connections);
    }

    @Test
    void the_connections_of_this_process_fit_its_heap() {
        assertThat(PortCapacity.ofThisProcess())
                .isLessThanOrEqualTo(PortCapacity.byHeap(Runtime.getRuntime().maxMemory()));
    }
}
