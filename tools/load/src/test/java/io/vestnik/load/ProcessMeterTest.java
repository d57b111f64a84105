package io.vestnik.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessMeterTest {
    private static final int MIB = 1 << 20;

    /// A program that allocates 50 MiB, keeps the last 20 MiB reachable, prints one byte, and ends on request.
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            byte[][] held = new byte[20][];
            for (int i = 0; i < 50; i++) {
                held[i % held.length] = new byte[MIB];
            }
            System.out.write(held.length);
            System.out.flush();
            System.exit(System.in.read() + held.length);
        }
    }

    @Test
    void reachable_bytes_include_held_memory_but_no_garbage() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName())
                .start();
        try {
            assertThat(process.getInputStream().read()).isEqualTo(20);
            ProcessMeter meter = new ProcessMeter(OptionalLong.of(process.pid()));

            assertThat(meter.reachableHeapBytes().orElseThrow()).isBetween(20L * MIB, 40L * MIB);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void without_a_process_every_measurement_is_empty() {
        ProcessMeter unknown = new ProcessMeter(OptionalLong.empty());

        assertThat(unknown.reachableHeapBytes()).isEmpty();
        assertThat(unknown.residentBytes()).isEmpty();
        assertThat(unknown.cpu()).isEmpty();
    }
}
