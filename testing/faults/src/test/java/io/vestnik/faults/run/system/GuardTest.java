package io.vestnik.faults.run.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Tests the end of a guard on processes that sleep.
@EnabledOnOs(value = OS.LINUX, disabledReason = "the guard reads command lines from /proc")
class GuardTest {
    private static final int END_SECONDS_MAX = 20;

    private static Process sleeping(String argument) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", "sleep 60; :", "sh", argument).start();
    }

    @Test
    void the_processes_that_name_the_directory_end_and_others_stay() throws Exception {
        Guard guard = Guard.start();
        Process named = sleeping(guard.directory().resolve("data").toString());
        Process other = sleeping("other");
        try {
            Files.writeString(guard.directory().resolve("file"), "content");
            guard.close();
            assertThat(named.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(other.isAlive()).isTrue();
            assertThat(guard.directory()).doesNotExist();
        } finally {
            named.descendants().forEach(ProcessHandle::destroyForcibly);
            other.descendants().forEach(ProcessHandle::destroyForcibly);
            named.destroyForcibly();
            other.destroyForcibly();
        }
    }
}
