package io.vestnik.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/// The JDK gives immutable collections another order in each JVM, and objects other hash codes. A seed must not notice.
@EnabledForJreRange(minVersion = 24)
class DeterminismTest {
    @Test
    void a_seed_runs_in_the_same_way_in_another_jvm() throws IOException, InterruptedException {
        List<String> hashes = WorldHashes.of();
        assertThat(hashes).doesNotHaveDuplicates();
        assertThat(hashesOfAnotherJvm()).isEqualTo(hashes);
    }

    private static List<String> hashesOfAnotherJvm() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Djdk.trackAllThreads=false",
                        "-XX:ActiveProcessorCount=2",
                        "-Xmx1g",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        WorldHashes.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
