package io.vestnik.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

@EnabledForJreRange(minVersion = 24)
class DeterminismTest {
    @Test
    void a_seed_has_one_trace_and_seeds_have_different_traces() {
        List<String> hashes = KernelWorkload.hashes();
        assertThat(KernelWorkload.hashes()).isEqualTo(hashes);
        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void a_seed_has_the_same_trace_in_another_jvm() throws IOException, InterruptedException {
        assertThat(hashesOfAnotherJvm()).isEqualTo(KernelWorkload.hashes());
    }

    private static List<String> hashesOfAnotherJvm() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        KernelWorkload.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
