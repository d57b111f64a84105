package io.vestnik.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
    @Test
    void a_source_has_the_same_numbers_for_the_same_seed() {
        assertThat(new RandomStreams(5).of("bus").nextLong())
                .isEqualTo(new RandomStreams(5).of("bus").nextLong());
    }

    @Test
    void sources_and_seeds_have_different_numbers() {
        Set<Long> numbers = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            for (int source = 0; source < 100; source++) {
                numbers.add(new RandomStreams(seed).of("source " + source).nextLong());
            }
        }
        assertThat(numbers).hasSize(10_000);
    }
}
