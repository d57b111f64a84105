package io.vestnik.faults.run.system;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file system of a limited size, for the data of the database. It can be filled. It is in a file, or on a
/// [VolatileDisk]. Only root can mount it.
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

    /// Creates a file for the content of a disk.
    static Path image(Path directory) {
        Path image = directory.resolve(NAME + ".img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image;
    }

    /// Creates and mounts the file system.
    ///
    /// @param directory gets the mount point
    /// @param device the file that contains the file system
    static SmallDisk mount(Path directory, Path device) {
        Path mount = directory.resolve(NAME);
        String made = Programs.run(List.of("mkfs.ext4", "-q", "-F", "-m", "0", device.toString()));
        if (!made.isEmpty()) {
            System.err.println(made);
        }
        try {
            Files.createDirectory(mount);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SmallDisk disk = new SmallDisk(mount);
        disk.mountAgain(device);
        return disk;
    }

    /// Mounts the file system after [#close].
    void mountAgain(Path device) {
        String unused = Programs.run(List.of("mount", "-o", "loop", device.toString(), mount.toString()));
    }

    /// Flushes everything that was written so far.
    void flush() {
        String unused = Programs.run(List.of("sync", "--file-system", mount.toString()));
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
            String unused =
                    Programs.run(List.of("fallocate", "--offset=" + size, "--length=" + bytes, filler().toString()));
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

    /// Unmounts the file system, also while files are open.
    @Override
    public void close() {
        String unused = Programs.run(List.of("umount", "--lazy", mount.toString()));
    }
}
