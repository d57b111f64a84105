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

/// Memory and processor time of a process on this machine.
final class ProcessMeter {
    private static final long KIB = 1024;
    private static final long ANSWER_SECONDS = 60;

    /// The last line of a class histogram: the numbers of objects and bytes.
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    private final OptionalLong pid;

    ProcessMeter(OptionalLong pid) {
        this.pid = pid;
    }

    /// Resident bytes; empty if the system does not report them (read from `/proc`).
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

    /// Processor time since the start of the process; empty if the system does not report it.
    Optional<Duration> cpu() {
        return pid.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(pid.getAsLong())
                        .flatMap(process -> process.info().totalCpuDuration());
    }

    /// Reachable bytes of the heap, after a full collection. Read from a class histogram, since its one pause covers
    /// the collection and the count; between a collection and a query of the heap size, the process would allocate
    /// more. The process is paused until the answer is read, so it cannot run this on itself.
    ///
    /// @return empty if it is no Java process of this user, or no JDK is available to query it
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
            // A stopped process never answers.
            CompletableFuture.delayedExecutor(ANSWER_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
