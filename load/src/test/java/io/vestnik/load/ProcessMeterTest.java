package io.vestnik.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessMeterTest {
    private static final int MIB = 1 << 20;

    /// Makes 50 MiB of garbage, holds 20, says so, and ends when it is told to.
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
    void what_is_held_is_reachable_and_garbage_is_not() throws IOException {
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
    void nobody_is_asked_where_no_process_is_known() {
        ProcessMeter nobody = new ProcessMeter(OptionalLong.empty());

        assertThat(nobody.reachableHeapBytes()).isEmpty();
        assertThat(nobody.residentBytes()).isEmpty();
        assertThat(nobody.cpu()).isEmpty();
    }
}
