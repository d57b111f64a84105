package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the scripts in `deploy` below a directory of the test, as root and as the user of the service, with stand-ins
/// for the programs of the system. Environment variables hold the answers of the stand-ins.
@EnabledOnOs(OS.LINUX)
class DeployScriptsTest {
    private static final Path DEPLOY = Path.of("..", "deploy");

    /// The directories of the machine that the scripts use.
    private static final List<String> PLACES = List.of(
            "/run/systemd/system",
            "/etc/vestnik",
            "/etc/systemd",
            "/opt/vestnik",
            "/usr/local/bin",
            "/usr/lib/jvm/",
            "/var/lib/vestnik");

    private static final String OLD = "vestnik-1";
    private static final String NEW = "vestnik-2";
    private static final String SLOW = "slow";

    private static final Map<String, String> PROGRAMS = Map.of(
            "id",
            "[ $# -gt 1 ] || echo \"${ID:-1000}\"",
            "setsid",
            "[ \"$1\" = setpriv ] && exec \"$@\"",
            "setpriv",
            "while [ \"$1\" != -- ]; do shift; done; shift; ID=1000 exec \"$@\"",
            "chown",
            "",
            "journalctl",
            "echo the last lines",
            "timeout",
            "echo \"health $6 $7\" >>\"$LOG\"; echo \"$HEALTH\"",
            "install",
            """
            case "$1 $BROKEN" in
              '-D yes') exit 1 ;;
              -D*) exec cp "$4" "$5" ;;
            esac
            """,
            "systemctl",
            """
            echo "$*" >>"$LOG"
            case "$*" in
              *ActiveState*backup*) echo "$BACKUP" ;;
              *ActiveState*) echo "$SERVER" ;;
              *NRestarts*) echo "$RESTARTS" ;;
              'stop vestnik.service') exit "$STOP" ;;
            esac
            """);

    /// Prints its arguments, its settings and its input, or waits for a signal.
    private static final String JAVA = """
        case "$*" in
          *--version) echo 'vestnik 3 on Java 99' ;;
          *slow)
            trap 'kill $!; echo ended; exit 143' TERM
            sleep 30 >/dev/null 2>&1 &
            echo waiting >"$LOG"
            wait
            ;;
          *) echo "java $*" && env && cat ;;
        esac
        """;

    private static final Map<String, String> ANSWERS = Map.of(
            "HEALTH", "200", "BACKUP", "inactive", "SERVER", "active", "RESTARTS", "0", "STOP", "0", "BROKEN", "no");

    private static final Map<String, String> ROOT = Map.of("ID", "0");

    @TempDir
    private Path directory;

    @BeforeEach
    void install_two_versions() throws IOException {
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            program(directory.resolve("bin"), program.getKey(), program.getValue());
        }
        program(at("/etc/vestnik/java/bin"), "java", JAVA);
        Files.createDirectories(at("/run/systemd/system"));
        Files.createDirectories(at("/etc/systemd/system"));
        Files.createDirectories(at("/usr/local/bin"));
        settings("VESTNIK_HOST=127.0.0.1");
        for (String version : List.of(OLD, NEW)) {
            Path deploy = Files.createDirectories(at("/opt/" + version).resolve("deploy"));
            Files.writeString(at("/opt/" + version).resolve("vestnik.jar"), "");
            copyTo(deploy);
            Files.writeString(deploy.resolve("vestnik.service"), version);
        }
        Files.createSymbolicLink(at("/opt/vestnik"), at("/opt/" + OLD));
    }

    private Path at(String place) {
        return directory.resolve(place.substring(1));
    }

    private void copyTo(Path deploy) throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                for (String place : PLACES) {
                    text = text.replace(place, at(place).toString() + (place.endsWith("/") ? "/" : ""));
                }
                Path copy = Files.writeString(deploy.resolve(file.getFileName().toString()), text);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
            }
        }
    }

    private static void program(Path directory, String name, String text) throws IOException {
        Path file = Files.createDirectories(directory).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void settings(String... lines) throws IOException {
        Files.write(at("/etc/vestnik/vestnik.env"), List.of(lines));
    }

    private Path log() {
        return directory.resolve("log");
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(log());
    }

    private String running() throws IOException {
        return Files.readSymbolicLink(at("/opt/vestnik")).getFileName() + ", unit of "
                + Files.readString(at("/etc/systemd/system/vestnik.service"));
    }

    /// @param output what the script wrote to its output and its error output
    private record Result(int code, String output) {}

    private Process start(Map<String, String> variables, String script, String... arguments) throws IOException {
        List<String> words = Stream.concat(
                        Stream.of(at("/opt/" + OLD)
                                .resolve("deploy")
                                .resolve(script)
                                .toString()),
                        Arrays.stream(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("VESTNIK_"));
        environment.put("PATH", directory.resolve("bin") + ":" + environment.getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("LOG", log().toString());
        environment.putAll(ANSWERS);
        environment.putAll(variables);
        return builder.start();
    }

    private Result run(Map<String, String> variables, String script, String... arguments)
            throws IOException, InterruptedException {
        Process process = start(variables, script, arguments);
        process.getOutputStream().write("the input\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private Result use(String name, String value) throws IOException, InterruptedException {
        return run(Map.of("ID", "0", name, value), "use", "2");
    }

    @Test
    void settings_are_read_without_evaluation() throws Exception {
        settings(
                "# a comment",
                "; another",
                "VESTNIK_DATABASE_URL=postgresql://h/d?a=1&b=$HOME;c=`id`",
                "  VESTNIK_WEB=off  ",
                "VESTNIK_JWT_SECRET='with \"quotes\" and \\backslashes'",
                "VESTNIK_CORS_ORIGINS=\"two words\"");

        Result result = run(Map.of(), "vestnik", "user", "list");

        assertThat(result.code()).isZero();
        assertThat(result.output().lines())
                .contains(
                        "VESTNIK_DATA_DIR=" + at("/var/lib/vestnik"),
                        "VESTNIK_DATABASE_URL=postgresql://h/d?a=1&b=$HOME;c=`id`",
                        "VESTNIK_WEB=off",
                        "VESTNIK_JWT_SECRET=with \"quotes\" and \\backslashes",
                        "VESTNIK_CORS_ORIGINS=two words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VESTNIK_WEB",
                "=off",
                "1VESTNIK=off",
                "export VESTNIK_WEB=off",
                "VESTNIK_WEB=\"off",
                "VESTNIK_WEB=\"o\"f\"f\"",
                "VESTNIK_WEB='o'ff",
                "VESTNIK_WEB=o\\ff",
                "VESTNIK_WEB=off\\",
                "# a comment\\"
            })
    void a_line_that_systemd_could_read_differently_is_refused(String line) throws Exception {
        settings(line);

        Result result = run(Map.of(), "vestnik", "user", "list");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output()).contains("vestnik.env: write NAME=value").doesNotContain("java");
    }

    @Test
    void root_runs_a_command_in_another_session_with_its_input() throws Exception {
        Result result = run(ROOT, "vestnik", "user", "list");

        assertThat(result.code()).isZero();
        assertThat(result.output())
                .contains(" -jar " + at("/opt/" + OLD) + "/vestnik.jar user list\n")
                .contains("-XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning:stderr")
                .contains("VESTNIK_HOST=127.0.0.1\n")
                .endsWith("the input\n");
    }

    @Test
    void a_signal_to_the_script_ends_the_command_and_is_awaited() throws Exception {
        Process process = start(ROOT, "vestnik", SLOW);
        while (process.isAlive() && !Files.exists(log())) {
            Thread.onSpinWait();
        }

        // Process.destroy() would close the output, which is read below.
        process.toHandle().destroy();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("ended\n");
        assertThat(process.waitFor()).isEqualTo(143);
    }

    @Test
    void another_version_is_started_and_awaited() throws Exception {
        Result result = use("HEALTH", "200");

        assertThat(result.code()).isZero();
        assertThat(running()).isEqualTo(NEW + ", unit of " + NEW);
        assertThat(calls())
                .containsSubsequence(
                        "stop vestnik.service", "daemon-reload", "start vestnik.service", "health 127.0.0.1 8080");
    }

    @Test
    void a_version_is_not_changed_during_a_backup() throws Exception {
        Result result = use("BACKUP", "activating");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("systemctl stop vestnik-backup.service");
        assertThat(calls()).doesNotContain("stop vestnik.service");
        assertThat(Files.readSymbolicLink(at("/opt/vestnik"))).isEqualTo(at("/opt/" + OLD));
    }

    @Test
    void wrong_settings_do_not_stop_the_server() throws Exception {
        settings("VESTNIK_PORT=\"");

        assertThat(use("HEALTH", "200").code()).isEqualTo(2);

        assertThat(calls()).doesNotContain("stop vestnik.service");
    }

    @Test
    void a_failed_change_starts_the_version_before() throws Exception {
        Result result = use("STOP", "1");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("The version is not changed");
        assertThat(running()).isEqualTo(OLD + ", unit of " + OLD);
        assertThat(calls()).endsWith("start vestnik.service");
    }

    @Test
    void an_interrupted_change_does_not_leave_the_server_stopped() throws Exception {
        Result result = use("BROKEN", "yes");

        assertThat(result.code()).isEqualTo(1);
        assertThat(Files.readSymbolicLink(at("/opt/vestnik"))).isEqualTo(at("/opt/" + OLD));
        assertThat(calls()).endsWith("start vestnik.service");
    }

    @Test
    void a_version_that_does_not_become_ready_is_reported() throws Exception {
        Result result = run(Map.of("ID", "0", "HEALTH", "503", "RESTARTS", "3"), "use", "2");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("not ready", "the last lines", "The version before: deploy/use 1");
    }

    @Test
    void a_java_that_the_service_does_not_see_is_not_linked() throws Exception {
        Path home = java("home/java", 99);
        Path visible = java("usr/lib/jvm/java", 98);
        Path script = at("/opt/" + OLD).resolve("deploy").resolve("install");
        String hidden = "/root/* | /home/* | /run/user/* | /tmp/* | /var/tmp/*)";
        String text = Files.readString(script);
        assertThat(text).contains(hidden);
        // Everything of this test is below /tmp.
        Files.writeString(script, text.replace(hidden, directory + "/home/*)"));
        for (String file : List.of("bin/java", "bin", "")) {
            Files.delete(at("/etc/vestnik/java").resolve(file));
        }
        Path build = directory.resolve("build");
        Files.createDirectories(build.resolve("lib"));
        Files.writeString(build.resolve("vestnik.jar"), "");

        Result result = run(Map.of("ID", "0", "JAVA_HOME", home.toString()), "install", build.toString());

        assertThat(result.output()).contains("cannot use " + home).contains("installed " + at("/opt/vestnik-3-"));
        assertThat(result.code()).isZero();
        assertThat(Files.readSymbolicLink(at("/etc/vestnik/java"))).isEqualTo(visible);
    }

    private Path java(String place, int version) throws IOException {
        Path home = directory.resolve(place);
        program(home.resolve("bin"), "java", JAVA);
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        return home;
    }
}
