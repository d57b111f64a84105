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

    /// The last line of a class histogram: objects and bytes.
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    private final OptionalLong pid;

    ProcessMeter(OptionalLong pid) {
        this.pid = pid;
    }

    /// Resident bytes; empty where the system does not say (it is read from `/proc`).
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

    /// Processor time since it started; empty where the system does not say.
    Optional<Duration> cpu() {
        return pid.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(pid.getAsLong())
                        .flatMap(process -> process.info().totalCpuDuration());
    }

    /// Bytes of its heap that are reachable, which it collects everything to find. Asked for as a class histogram,
    /// because that stops it for both: between a collection and a question for the heap's size it would go on making
    /// garbage. It stands still until the answer is read, so a process cannot ask this of itself.
    ///
    /// @return empty where it is no Java process of this user, or there is no JDK to ask it with
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
            // A process that stands still answers nobody.
            CompletableFuture.delayedExecutor(ANSWER_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
