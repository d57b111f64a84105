package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {
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
        assertThat(Descriptors.connectionsMax(files, open)).isEqualTo(connections);
    }
}
