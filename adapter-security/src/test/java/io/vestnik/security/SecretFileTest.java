package io.vestnik.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    Path directory;

    @Test
    void a_secret_is_created_once_and_readable_only_by_its_owner() throws IOException {
        Path file = directory.resolve("jwt.secret");

        ServerSecret made = SecretFile.readOrMake(file);

        assertThat(SecretFile.readOrMake(file)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
        assertThat(SecretFile.readOrMake(directory.resolve("another"))).isNotEqualTo(made);
        assertThat(made.toString()).isEqualTo("ServerSecret[hidden]");
    }

    @Test
    void the_permissions_of_a_readable_file_are_restricted() throws IOException {
        Path file = directory.resolve("jwt.secret");
        ServerSecret made = SecretFile.readOrMake(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(SecretFile.readOrMake(file)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_file_without_a_secret_is_rejected() throws IOException {
        Path file = Files.writeString(directory.resolve("jwt.secret"), "short\n");

        assertThatThrownBy(() -> SecretFile.readOrMake(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("32 characters")
                .hasMessageNotContaining("short");
    }

    @Test
    void concurrent_starts_agree_on_one_secret() throws Exception {
        Path file = directory.resolve("jwt.secret");
        CyclicBarrier start = new CyclicBarrier(8);
        List<Future<ServerSecret>> secrets = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                secrets.add(threads.submit(() -> {
                    start.await();
                    return SecretFile.readOrMake(file);
                }));
            }
        }
        HashSet<ServerSecret> different = new HashSet<>();
        for (Future<ServerSecret> secret : secrets) {
            different.add(secret.get());
        }
        assertThat(different).hasSize(1);
    }
}
