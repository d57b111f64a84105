package io.vestnik.faults.run.system;

import io.vestnik.faults.run.client.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// A disk with a write-back cache, which loses what was not flushed when its power is cut. Its rate can be limited.
///
/// `nbdkit` serves an image of the disk and keeps the cache. `nbdfuse` shows it as a file, which a loop device can use.
/// A flush of the file system passes through both. Only root can use it.
public final class VolatileDisk implements AutoCloseable {
    /// The beginning of the names of the mount points, which [Guard] unmounts.
    static final String NAME = "volatile-";

    /// A rate that no disk reaches.
    private static final String UNLIMITED = "1000G";

    private static final Duration START_MAX = Duration.ofSeconds(20);

    private final Path directory;
    private final Path image;
    private Process cache;
    private int starts;

    private VolatileDisk(Path directory, Path image) {
        this.directory = directory;
        this.image = image;
        this.cache = start();
    }

    /// Whether such a disk is possible: as root with a file system of its own ([SmallDisk]), with the programs `nbdkit`
    /// and `nbdfuse`, and with FUSE.
    public static boolean isPossible() {
        if (!SmallDisk.isPossible()
                || !Files.exists(Path.of("/dev/fuse"))
                || !List.of("nbdkit", "nbdfuse", "fusermount3").stream().allMatch(Programs::exists)) {
            return false;
        }
        try {
            String unused = Programs.run(List.of("nbdkit", "--filter=rate", "--filter=cache", "--dump-plugin", "file"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /// Switches a disk on.
    ///
    /// @param directory gets the files of the processes, the mount point and the cache
    /// @param image the content of the disk
    static VolatileDisk of(Path directory, Path image) {
        return new VolatileDisk(directory, image);
    }

    /// Switches the disk on again after [#cutPower]. Its file is another one than before.
    void powerOn() {
        cache = start();
    }

    private Process start() {
        starts++;
        Path socket = directory.resolve("nbd-" + starts);
        unlimit();
        Process served = run(List.of(
                "nbdkit",
                "--foreground",
                "--unix=" + socket,
                "--filter=rate",
                "--filter=cache",
                "file",
                image.toString(),
                "cache=writeback",
                "rate-file=" + rateFile()));
        await(served, () -> Files.exists(socket));
        try {
            Files.createDirectory(file().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Process shown = run(List.of("nbdfuse", "-o", "allow_other", file().toString(), "--unix", socket.toString()));
        await(shown, () -> size() > 0);
        return served;
    }

    /// Starts a program, which ends with the disk.
    private Process run(List<String> command) {
        Path log = directory.resolve(command.getFirst() + "-" + starts + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // The file of the cache is there.
        builder.environment().put("TMPDIR", directory.toString());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process process, BooleanSupplier ready) {
        boolean started = Pause.until(START_MAX, () -> !process.isAlive() || ready.getAsBoolean());
        if (!started || !process.isAlive()) {
            throw new IllegalStateException(
                    "the disk does not start: " + process.info().commandLine());
        }
    }

    private long size() {
        try {
            return Files.exists(file()) ? Files.size(file()) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private Path rateFile() {
        return directory.resolve("rate");
    }

    /// The disk as a file.
    Path file() {
        return directory.resolve(NAME + starts).resolve("disk");
    }

    /// The process that keeps the cache.
    public ProcessHandle process() {
        return cache.toHandle();
    }

    /// Loses all data that was not flushed. Reads and writes fail until [#powerOn].
    void cutPower() {
        cache.destroyForcibly().onExit().join();
    }

    /// Removes the file of a disk without power. The file system on it must be unmounted before.
    void removeFile() {
        Path directory = Objects.requireNonNull(file().getParent());
        String unused = Programs.run(List.of("umount", "--lazy", directory.toString()));
    }

    /// Limits the rate of the disk.
    ///
    /// @param bitsPerSecond for reads and for writes
    public void limit(long bitsPerSecond) {
        rate(Long.toString(bitsPerSecond));
    }

    /// Ends the limit.
    public void unlimit() {
        rate(UNLIMITED);
    }

    private void rate(String rate) {
        try {
            // The process reads the file at any moment, so a half-written one must not be seen.
            Path next = directory.resolve("rate.next");
            Files.writeString(next, rate + "\n");
            Files.move(next, rateFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Switches the disk off. The file system on it must be unmounted before.
    @Override
    public void close() {
        removeFile();
        cache.destroy();
    }
}
