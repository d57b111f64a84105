package io.vestnik.faults.run.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The wall clock of one process and its children, moved by the library `libfaketime`. The monotonic clock stays as it
/// is.
public final class FakeClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

    private final Path file;
    private final Path library;

    private FakeClock(Path file, Path library) {
        this.file = file;
        this.library = library;
        jump(Duration.ZERO);
    }

    /// The library; empty if it is not installed (Debian: `apt-get install faketime`).
    static Optional<Path> library() {
        return Programs.below(LIBRARIES, LIBRARY).findFirst();
    }

    /// Whether clocks can be moved.
    public static boolean isPossible() {
        return library().isPresent();
    }

    /// Makes a clock that shows the time.
    ///
    /// @param file tells the library the offset. All users must be able to read it
    static FakeClock at(Path file) {
        return new FakeClock(
                file,
                library()
                        .orElseThrow(() -> new IllegalStateException(
                                "libfaketime is not installed here (Debian: apt-get install faketime)")));
    }

    /// The variables of the environment with which a process has this clock.
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
    }

    /// Moves the clock.
    ///
    /// @param offset the distance from the real time; zero ends the fault
    public void jump(Duration offset) {
        try {
            // The library reads the file at any moment, so a half-written one must not be seen.
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, String.format(Locale.ROOT, "%+d\n", offset.toSeconds()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
