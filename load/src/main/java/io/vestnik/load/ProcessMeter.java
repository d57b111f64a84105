package io.vestnik.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Memory and processor time of a process on this machine.
final class ProcessMeter {
    private static final long KIB = 1024;

    /// A line for each generation, or one for the whole heap, as the collector has it.
    private static final Pattern HEAP_USED = Pattern.compile("\\btotal .*?\\bused (\\d+)K");

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

    /// Bytes of its heap that are still in use after a collection of everything, which this causes; empty where it is
    /// no Java process of this user, or there is no JDK to ask it with.
    OptionalLong heapBytesAfterCollection() {
        if (pid.isEmpty()) {
            return OptionalLong.empty();
        }
        ask("GC.run");
        return HEAP_USED
                .matcher(ask("GC.heap_info"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)) * KIB)
                .reduce(Long::sum);
    }

    private String ask(String question) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid.orElseThrow()), question)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
