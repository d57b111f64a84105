package io.vestnik.faults.run.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests what a disk keeps at a loss of power.
class VolatileDiskTest {
    private static final byte[] DATA = new byte[1 << 20];

    static {
        Arrays.fill(DATA, (byte) 'x');
    }

    @TempDir
    private Path directory;

    @Test
    void a_loss_of_power_loses_what_was_not_flushed_and_nothing_else() throws IOException {
        assumeTrue(VolatileDisk.isPossible(), "skipped: nbdkit or nbdfuse is not installed, or this user is not root");
        VolatileDisk device = VolatileDisk.of(directory, SmallDisk.image(directory));
        SmallDisk disk = SmallDisk.mount(directory, device.file());
        try {
            Path flushed = Files.write(disk.directory().resolve("flushed"), DATA);
            Path overwritten = Files.write(disk.directory().resolve("overwritten"), DATA);
            disk.flush();
            Path added = Files.write(disk.directory().resolve("added"), DATA);
            overwriteWithoutFlush(overwritten);

            device.cutPower();
            disk.close();
            device.removeFile();
            device.powerOn();
            disk.mountAgain(device.file());

            assertThat(flushed).hasBinaryContent(DATA);
            assertThat(overwritten).hasBinaryContent(DATA);
            assertThat(added).doesNotExist();
        } finally {
            disk.close();
            device.close();
        }
    }

    /// Writes zeroes past the memory of the kernel, so that they are in the cache of the disk only.
    private static void overwriteWithoutFlush(Path file) throws IOException {
        String unused = Programs.run(
                List.of("dd", "if=/dev/zero", "of=" + file, "bs=64K", "count=1", "oflag=direct", "conv=notrunc"));
        assertThat(Files.readAllBytes(file)[0]).isZero();
    }
}
