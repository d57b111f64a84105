package io.vestnik.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Measures the memory and the processor time of a process on this machine.
final class ProcessMeter {
    private static final long KIB = 1024;
    private static final long ANSWER_SECONDS = 60;

    /// The last line of a class histogram, with the total numbers of objects and bytes.
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    private final OptionalLong pid;

    ProcessMeter(OptionalLong pid) {
        this.pid = pid;
    }

    /// The resident memory in bytes, read from `/proc`. Empty if no process is measured, if the process has ended, or
    /// if the system has no `/proc`.
    OptionalLong residentBytes() {
        if (pid.isEmpty()) {
            return OptionalLong.empty();
        }
        Path status = Path.of("/proc", Long.toString(pid.getAsLong()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /// The processor time since the start of the process. Empty if no process is measured, if the process has ended, or
    /// if the system does not report the time.
    Optional<Duration> cpu() {
        return pid.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(pid.getAsLong())
                        .flatMap(process -> process.info().totalCpuDuration());
    }

    /// The size of all reachable objects in the heap, in bytes, after a full collection. The size is read from a class
    /// histogram, which collects and counts in a single pause. If the heap size were queried after a collection, the
    /// process would allocate more in between. The process is paused until the answer is read, so a process cannot
    /// measure itself.
    ///
    /// @return empty if no process is measured, if the process is not a running Java process of this user, or if no JDK
    ///     is installed to query it
    OptionalLong reachableHeapBytes() {
        return pid.isEmpty()
                ? OptionalLong.empty()
                : TOTAL.matcher(ask("GC.class_histogram"))
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .findFirst();
    }

    private String ask(String question) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid.orElseThrow()), question)
                    .redirectErrorStream(true)
                    .start();
            // A process that was stopped by a signal never answers.
            CompletableFuture.delayedExecutor(ANSWER_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
