package io.vestnik.faults;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Tests the suspension of processes on a process that sleeps.
@EnabledOnOs(value = OS.LINUX, disabledReason = "the test reads states of processes from /proc")
class SuspensionTest {
    private static final String STOPPED = "T";

    @Test
    void processes_are_suspended_until_close() throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            Suspension suspension = Suspension.of(List.of(process.toHandle()));
            await().until(() -> state(process).equals(STOPPED));
            suspension.close();
            await().until(() -> !state(process).equals(STOPPED));
            suspension.close();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void an_ended_process_is_ignored() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        Suspension.of(List.of(process.toHandle())).close();
    }

    @Test
    void no_process_is_an_error() {
        assertThatThrownBy(() -> Suspension.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /// The state in `/proc/PID/stat`, the first field after the name in parentheses.
    private static String state(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
