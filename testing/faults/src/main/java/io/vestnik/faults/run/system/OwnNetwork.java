package io.vestnik.faults.run.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A network namespace for a whole run. In it the loopback interface belongs to the run only, so packets can be dropped
/// on it without effect on other programs.
public final class OwnNetwork {
    /// The argument of a program that was started in its own network.
    public static final String INSIDE = "--inside";

    private static final String SCRIPT = "ip link set lo up && exec \"$@\"";
    private static final int HALTED = 4;

    private OwnNetwork() {}

    /// Whether a namespace can be created, and packets can be dropped in it: as root, with the programs `unshare`, `ip`
    /// and `nft`.
    public static boolean isPossible() {
        if (!Programs.isRoot() || !List.of("unshare", "ip", "nft").stream().allMatch(Programs::exists)) {
            return false;
        }
        try {
            String unused = Programs.run(List.of("unshare", "--net", "nft", "add", "table", "inet", "vestnik"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /// Starts the main class of this program again, in a network of its own, and waits for its end. The other process
    /// ends if this one does.
    ///
    /// @return the exit code
    public static int runAgain(Class<?> main, List<String> flags, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--net",
                "--",
                "/bin/sh",
                "-c",
                SCRIPT,
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        command.add(INSIDE);
        try {
            Process inside = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return inside.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HALTED;
        }
    }

    /// Ends this process when its input ends, which is when the process that started it ends.
    public static void endWithInput() {
        Thread.ofPlatform().daemon().name("end-with-input").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is written to this process.
                }
            } catch (IOException e) {
                // The input has ended, too.
            }
            Runtime.getRuntime().halt(HALTED);
        });
    }
}
