package io.vestnik.application.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RememberedKeysTest {
    private static final long MIB = 1024 * 1024;

    @ParameterizedTest
    @CsvSource({
        // heap in MiB, keys
        "64, 2000",
        "256, 2730",
        "614, 6549",
        "4096, 43690",
        "65536, 100000",
    })
    void the_number_of_keys_follows_the_heap(long heapMib, int keys) {
        assertThat(RememberedKeys.ofHeap(heapMib * MIB)).isEqualTo(keys);
    }
}
