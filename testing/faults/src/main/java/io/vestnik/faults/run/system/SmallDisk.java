package io.vestnik.faults.run.system;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file system of a limited size in a file, for the data of the database. It can be filled. Only root can mount it.
public final class SmallDisk implements AutoCloseable {
    /// The name of the mount point, which [Guard] unmounts.
    static final String NAME = "disk";

    /// Enough for the data of a round of ten minutes.
    private static final long BYTES = 2L << 30;

    private static final long LEAST_BYTES = 4_096;

    private final Path mount;

    private SmallDisk(Path mount) {
        this.mount = mount;
    }

    /// Whether a file system can be mounted: as root with that right, with the programs `mkfs.ext4`, `mount` and
    /// `fallocate`, and with loop devices.
    public static boolean isPossible() {
        if (!Programs.isRoot()
                || !Files.exists(Path.of("/dev/loop-control"))
                || !List.of("mkfs.ext4", "mount", "fallocate", "unshare").stream()
                        .allMatch(Programs::exists)) {
            return false;
        }
        try {
            // The mount is seen by this program only, and ends with it.
            String unused = Programs.run(List.of("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /// Creates and mounts the file system.
    ///
    /// @param directory gets the file and the mount point
    static SmallDisk mount(Path directory) {
        Path image = directory.resolve(NAME + ".img");
        Path mount = directory.resolve(NAME);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
            Files.createDirectory(mount);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String made = Programs.run(List.of("mkfs.ext4", "-q", "-F", "-m", "0", image.toString()));
        String mounted = Programs.run(List.of("mount", "-o", "loop", image.toString(), mount.toString()));
        if (!made.isEmpty() || !mounted.isEmpty()) {
            System.err.println(made + mounted);
        }
        return new SmallDisk(mount);
    }

    /// The directory of the file system.
    Path directory() {
        return mount;
    }

    private Path filler() {
        return mount.resolve("filler");
    }

    /// Takes all the space that is left.
    public void fill() {
        try {
            for (long part = Files.getFileStore(mount).getUsableSpace(); part >= LEAST_BYTES; part /= 2) {
                allocate(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Appends blocks to the filler, as far as there is room for them.
    private void allocate(long bytes) throws IOException {
        long size = Files.exists(filler()) ? Files.size(filler()) : 0;
        try {
            String unused = Programs.run(List.of(
                    "fallocate",
                    "--offset=" + size,
                    "--length=" + bytes,
                    filler().toString()));
        } catch (IllegalStateException e) {
            // There is less room. A smaller part is tried next.
            return;
        }
    }

    /// Frees the space again.
    public void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        String unused = Programs.run(List.of("umount", "--lazy", mount.toString()));
    }
}
