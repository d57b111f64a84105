package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Runs `./vestnik` in a copy of its directory, with stand-ins for Maven and Java.
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final String BUILT = "maven\nstarted\n";
    private static final String STARTED = "started\n";

    @TempDir
    private Path directory;

    private Path clone;
    private Path source;

    /// The name of a directory above the clone is also one that the launcher ignores below the clone.
    @BeforeEach
    void copy() throws IOException {
        clone = directory.resolve("target/src/test/vestnik");
        source = clone.resolve("bootstrap/src/main/java/Main.java");
        Files.createDirectories(clone.resolve("deploy"));
        Files.createDirectories(source.getParent());
        Files.writeString(source, "");
        Files.writeString(clone.resolve("pom.xml"), "");
        for (String file : new String[] {"vestnik", "deploy/find-java"}) {
            Files.copy(Path.of("..").resolve(file), clone.resolve(file));
        }
        program("bin/mvn", "echo maven; mkdir -p bootstrap/target/vestnik");
        program("jdk/bin/java", "echo started");
        Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    }

    @Test
    void sources_are_built_once() throws Exception {
        assertThat(run()).isEqualTo(BUILT);
        assertThat(run()).isEqualTo(STARTED);
    }

    @Test
    void a_changed_source_is_built() throws Exception {
        run();
        change(source);

        assertThat(run()).isEqualTo(BUILT);
    }

    @Test
    void a_changed_test_is_not_built() throws Exception {
        Path test = clone.resolve("bootstrap/src/test/java/MainTest.java");
        Files.createDirectories(test.getParent());
        Files.writeString(test, "");
        run();
        change(test);

        assertThat(run()).isEqualTo(STARTED);
    }

    private static void change(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    private void program(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// Returns what Maven and Java printed.
    private String run() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", clone.resolve("vestnik").toString(), "serve").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().merge("PATH", directory.resolve("bin") + ":", (path, first) -> first + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.replaceFirst("(?m)^building Vestnik .*\n", "");
    }
}
