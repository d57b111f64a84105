package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.websocket.connection.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks the files in `deploy`, for machines without containers, against the program and against each other.
class DeployFilesTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final List<String> SCRIPTS = List.of("install", "use", "vestnik", "backup-and-prune");
    /// Files that the scripts read.
    private static final List<String> SOURCED = List.of("functions", "find-java");

    private static final Pattern VARIABLE = Pattern.compile("\\b" + Setting.PREFIX + "[A-Z_]+");
    /// A line that systemd and a shell read alike.
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Z_]+=(?:[\\w.,:/-]*|\"[\\w.,:/ -]*\")");

    private static final Pattern TIMEOUT = Pattern.compile("proxy_(?:read|send)_timeout (\\d+)s;");

    private static String text(String file) throws IOException {
        return Files.readString(DEPLOY.resolve(file));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    @Test
    void every_variable_is_a_setting() throws IOException {
        List<String> settings = Stream.of(Setting.values())
                .flatMap(setting -> setting.fileAllowed()
                        ? Stream.of(setting.variable(), setting.variable() + "_FILE")
                        : Stream.of(setting.variable()))
                .toList();
        try (Stream<Path> files = Files.list(DEPLOY)) {
            assertThat(files.toList())
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file ->
                            assertThat(found(VARIABLE, Files.readString(file))).isSubsetOf(settings));
        }
    }

    @Test
    void systemd_and_the_shell_read_the_settings_alike() throws IOException {
        List<String> lines = text("vestnik.env")
                .lines()
                .map(line -> line.startsWith("#VESTNIK_") ? line.substring(1) : line)
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        assertThat(lines)
                .hasSizeGreaterThan(5)
                .allMatch(line -> ASSIGNMENT.matcher(line).matches());
    }

    @Test
    void the_units_use_what_the_installation_makes() throws IOException {
        String installation = text("install") + text("use");

        assertThat(installation)
                .contains("java=/etc/vestnik/java\n")
                .contains("settings=/etc/vestnik/vestnik.env\n")
                .contains("link=/opt/vestnik\n")
                .contains("-o vestnik -g vestnik /var/lib/vestnik /var/lib/vestnik-backups\n");
        for (String unit : List.of("vestnik.service", "vestnik-backup.service")) {
            assertThat(text(unit))
                    .contains("\nUser=vestnik\n")
                    .contains("\nEnvironmentFile=/etc/vestnik/vestnik.env\n")
                    .contains("\nStateDirectoryMode=0700\n")
                    // The embedded PostgreSQL is stopped by the program, after the work that it has accepted.
                    .contains("\nKillMode=mixed\n")
                    .contains("\nRestart=on-failure\n")
                    .contains("\nRestartPreventExitStatus=2\n")
                    .containsPattern("\nStateDirectory=vestnik\\b");
        }
        assertThat(text("vestnik.service"))
                .containsPattern("\nExecStart=/etc/vestnik/java/bin/java .* -jar /opt/vestnik/vestnik.jar serve\n")
                .contains("\nEnvironment=VESTNIK_DATA_DIR=/var/lib/vestnik\n");
        assertThat(text("vestnik"))
                .contains("exec /etc/vestnik/java/bin/java ")
                .contains("-jar \"$(readlink -f /opt/vestnik)/vestnik.jar\"")
                .contains("VESTNIK_DATA_DIR=/var/lib/vestnik\n")
                .contains("settings=/etc/vestnik/vestnik.env\n");
        assertThat(text("vestnik-backup.service"))
                .contains("\nExecStart=/opt/vestnik/deploy/backup-and-prune\n")
                .contains("vestnik-backups\n");
        assertThat(text("vestnik.sysusers")).contains("\nu vestnik ");
    }

    @Test
    void the_proxies_pass_what_the_server_needs() throws IOException {
        String address = "127.0.0.1:" + Setting.PORT.byDefault();
        String nginx = text("nginx.conf");

        assertThat(text("vestnik.env"))
                .contains("VESTNIK_HOST=127.0.0.1\n")
                .contains("VESTNIK_TRUSTED_PROXIES=127.0.0.1,::1\n");
        assertThat(nginx)
                .contains("server " + address + " ")
                .contains("location = /ws {")
                .containsPattern("proxy_set_header X-Forwarded-For +\\$remote_addr;")
                .containsPattern("proxy_set_header X-Forwarded-Proto +\\$scheme;")
                .containsPattern("proxy_set_header Upgrade +\\$http_upgrade;")
                .containsPattern("proxy_set_header Connection +\\$vestnik_connection;");
        // A connection that is silent for two pings is closed by the server; the proxy must not do it earlier.
        assertThat(TIMEOUT.matcher(nginx).results().map(match -> Long.parseLong(match.group(1))))
                .hasSize(2)
                .allMatch(seconds -> seconds > 2 * Timing.CONTRACT.ping().toSeconds());
        assertThat(text("Caddyfile")).contains("reverse_proxy " + address + "\n");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void the_scripts_are_executable_and_parse(@TempDir Path directory) throws IOException, InterruptedException {
        for (String script : SCRIPTS) {
            Path file = DEPLOY.resolve(script);
            assertThat(file).isExecutable();
            assertThat(run(directory, "14", "sh", "-n", file.toAbsolutePath().toString()))
                    .isZero();
        }
        for (String script : SOURCED) {
            String file = DEPLOY.resolve(script).toAbsolutePath().toString();
            assertThat(run(directory, "14", "sh", "-n", file)).isZero();
        }
    }

    @Test
    void an_upgrade_needs_a_backup_that_succeeded() throws IOException {
        String operations = Files.readString(Path.of("..", "docs", "operations.md"));

        assertThat(operations).contains("""
            systemctl start vestnik-backup.service &&
              deploy/install bootstrap/target/vestnik &&
              deploy/use
            """);
        assertThat(operations).contains("""
            .backup &&
              systemctl start vestnik.service
            """);
        assertThat(operations).contains("""
            backup --restore - <vestnik.backup &&
              docker compose -f docker/compose.yaml up -d
            """);
    }

    @Test
    void the_operations_guide_makes_backups_readable_by_their_owner_only() throws IOException {
        String operations = Files.readString(Path.of("..", "docs", "operations.md"));

        assertThat(operations.lines().filter(line -> line.contains("backup - >")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("(umask 077; "));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void old_backups_are_removed_after_a_new_one(@TempDir Path directory) throws IOException, InterruptedException {
        Path script = installed(directory, "[ \"$1\" = backup ] && echo data >\"$2\"");
        backup(directory, "vestnik-old.backup", 15);
        backup(directory, "vestnik-young.backup", 13);
        backup(directory, "other.backup", 15);
        for (int i = 1; i <= 5; i++) {
            backup(directory, "vestnik-" + i + ".backup", i);
        }

        assertThat(run(directory, "14", script.toString())).isZero();

        assertThat(names(directory))
                .hasSize(8)
                .contains("vestnik-young.backup", "other.backup")
                .doesNotContain("vestnik-old.backup")
                .anyMatch(name -> name.matches("vestnik-\\d{8}T\\d{6}Z\\.backup"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void the_newest_backups_are_kept_whatever_their_age(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path script = installed(directory, "[ \"$1\" = backup ] && echo data >\"$2\"");
        for (int days = 15; days <= 22; days++) {
            backup(directory, "vestnik-" + days + ".backup", days);
        }

        assertThat(run(directory, "14", script.toString())).isZero();

        assertThat(names(directory))
                .hasSize(7)
                .contains("vestnik-15.backup", "vestnik-20.backup")
                .doesNotContain("vestnik-21.backup", "vestnik-22.backup");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void what_a_killed_backup_left_is_removed_even_if_the_next_one_fails(@TempDir Path directory)
            throws IOException, InterruptedException {
        Path script = installed(directory, "exit 1");
        backup(directory, "vestnik-killed.backup.part", 1);
        backup(directory, ".vestnik-killed.backup.1.part", 1);
        backup(directory, "vestnik-running.backup.part", 0);

        assertThat(run(directory, "14", script.toString())).isEqualTo(1);

        assertThat(names(directory)).containsExactly("vestnik-running.backup.part");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two weeks", "0", "010", "08", "-1", "99999"})
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_wrong_number_of_days_is_refused_before_the_backup(String days, @TempDir Path directory)
            throws IOException, InterruptedException {
        Path script = installed(directory, "echo data >\"$2\"");

        assertThat(run(directory, days, script.toString())).isEqualTo(2);

        assertThat(names(directory)).isEmpty();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_failed_backup_removes_none(@TempDir Path directory) throws IOException, InterruptedException {
        Path script = installed(directory, "exit 1");
        for (int days = 15; days <= 24; days++) {
            backup(directory, "vestnik-" + days + ".backup", days);
        }

        assertThat(run(directory, "14", script.toString())).isEqualTo(1);

        assertThat(names(directory)).hasSize(10);
    }

    /// Puts the script for backups beside a program `vestnik` of one line.
    private static Path installed(Path directory, String program) throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Files.createDirectory(directory.resolve("backups"));
        Path vestnik = Files.writeString(bin.resolve("vestnik"), "#!/bin/sh\n" + program + "\n");
        assertThat(vestnik.toFile().setExecutable(true)).isTrue();
        Files.copy(DEPLOY.resolve("functions"), bin.resolve("functions"));
        return Files.copy(
                DEPLOY.resolve("backup-and-prune"),
                bin.resolve("backup-and-prune"),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void backup(Path directory, String name, int days) throws IOException {
        Path file = Files.writeString(directory.resolve("backups").resolve(name), "data");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("backups"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /// Runs a command with the variables of the backup, and returns its exit code.
    private static int run(Path directory, String keepDays, String... words) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .put("BACKUP_DIRECTORY", directory.resolve("backups").toString());
        builder.environment().put("BACKUP_KEEP_DAYS", keepDays);
        return builder.start().waitFor();
    }
}
