package io.vestnik.faults.run.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests a disk that is filled and freed.
class SmallDiskTest {
    private static final byte[] DATA = new byte[1 << 20];

    @TempDir
    private Path directory;

    @Test
    void a_full_disk_takes_no_data_until_space_is_freed() throws IOException {
        assumeTrue(SmallDisk.isPossible(), "skipped: this user cannot mount a file system");
        try (SmallDisk disk = SmallDisk.mount(directory, SmallDisk.image(directory))) {
            Path file = disk.directory().resolve("data");
            disk.fill();
            assertThatThrownBy(() -> Files.write(file, DATA)).isInstanceOf(IOException.class);
            disk.free();
            Path written = Files.write(file, DATA);
            assertThat(written).hasSize(DATA.length);
        }
    }
}
