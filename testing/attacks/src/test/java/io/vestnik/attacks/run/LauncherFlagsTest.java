package io.vestnik.attacks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LauncherFlagsTest {

    @Test
    void the_flags_are_read_from_the_launcher() throws IOException {
        assertThat(LauncherFlags.of(Path.of(System.getProperty("attacks.module"))))
                .contains("-XX:+UseSerialGC")
                .anyMatch(flag -> flag.startsWith("-Xmn"))
                .noneMatch(flag -> flag.startsWith("-Xmx"))
                .allMatch(flag -> flag.startsWith("-X"));
    }

    @Test
    void the_class_archive_and_unknown_flags_are_left_out() {
        String launcher = """
            set -- -XX:+UseSerialGC -Xmn64m \\
              -XX:MaxHeapFreeRatio=30 \\
              -jar "$out/vestnik.jar" "$@"
                set -- -XX:SharedArchiveFile="$out/a.jsa" -Xlog:disable "$@"
              set -- -XX:+UseCompactObjectHeaders "$@"
            """;
        assertThat(LauncherFlags.of(launcher, 21))
                .containsExactly("-XX:+UseSerialGC", "-Xmn64m", "-XX:MaxHeapFreeRatio=30");
        assertThat(LauncherFlags.of(launcher, 25)).contains("-XX:+UseCompactObjectHeaders");
    }
}
