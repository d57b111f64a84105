package io.vestnik.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs `docker/compose` and `docker/up.sh` with stand-ins for the programs `docker` and `docker-compose`. Environment
/// variables hold the answers of the stand-ins.
class ContainerScriptsTest {
    private static final Path DOCKER = Path.of("..", "..", "docker");

    /// Prints its arguments if it knows no answer.
    private static final String DOCKER_PROGRAM = """
        #!/bin/sh
        case "$*" in
          info) ;;
          'compose version'*) [ -n "$PLUGIN" ] && echo "$PLUGIN" ;;
          *' up -d --build') exit "$UP" ;;
          *' ps -q server') echo server ;;
          *' ps -q tls') echo "$TLS" ;;
          *' logs '*) echo "the last lines: $*" ;;
          *Health.Status*) echo "$HEALTH" ;;
          *RestartCount*) printf 'restart\\nrestart\\nrestart\\n' >>"$0.restarts" && wc -l <"$0.restarts" ;;
          *State.Running*) echo true ;;
          *Config.Env*) printf 'PATH=/bin\\nSITE=%s\\n' "$SITE" ;;
          'port server 8080/tcp') echo "$PUBLISHED" ;;
          'port tls 443/tcp') printf '0.0.0.0:%s\\n[::]:%s\\n' "$HTTPS" "$HTTPS" ;;
          *) echo "$*" ;;
        esac
        """;

    /// Prints the name of the project, its arguments, and the file that follows `-f`.
    private static final String OLD_COMPOSE_PROGRAM = """
        #!/bin/sh
        case "$*" in
          'version --short') echo 1.29.2 ;;
          *) echo "project $COMPOSE_PROJECT_NAME" && echo "$*" && cat "$2" ;;
        esac
        """;

    private static final Map<String, String> ANSWERS = Map.of(
            "PLUGIN",
            "2.24.0",
            "UP",
            "0",
            "TLS",
            "",
            "HEALTH",
            "healthy",
            "SITE",
            "chat.example.org",
            "PUBLISHED",
            "127.0.0.1:8080",
            "HTTPS",
            "443");

    @TempDir
    private Path directory;

    @BeforeEach
    void copy_the_scripts() throws IOException {
        for (String file : List.of("compose", "compose.yaml", "up.sh")) {
            Files.copy(DOCKER.resolve(file), directory.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        program("docker", DOCKER_PROGRAM);
        program("docker-compose", OLD_COMPOSE_PROGRAM);
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.createDirectories(directory.resolve("bin")).resolve(name);
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /// @param output what the script wrote to its output and its error output
    private record Result(int code, String output) {}

    /// Runs a command line, whose first word is a script.
    ///
    /// @param variables added to [#ANSWERS]
    private Result run(Map<String, String> variables, String... command) throws IOException, InterruptedException {
        List<String> words = Stream.concat(
                        Stream.of(directory.resolve(command[0]).toString()),
                        Arrays.stream(command).skip(1))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("VESTNIK_") || name.startsWith("COMPOSE_"));
        environment.put("PATH", directory.resolve("bin") + ":" + environment.getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("TMPDIR", directory.toString());
        environment.putAll(ANSWERS);
        environment.putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    @Test
    void compose_gets_the_file_and_the_arguments() throws Exception {
        Result result = run(Map.of("VESTNIK_REGISTRATION", "closed"), "compose", "ps", "--all");

        assertThat(result).isEqualTo(new Result(0, "compose -f " + directory + "/compose.yaml ps --all\n"));
    }

    @Test
    void an_unknown_setting_in_the_environment_is_refused_by_its_name() throws Exception {
        Result result = run(Map.of("VESTNIK_REGISTRATIN", "closed"), "compose", "up");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output())
                .contains("no such setting: VESTNIK_REGISTRATIN\n")
                .contains(" VESTNIK_REGISTRATION ")
                .doesNotContain("-f");
    }

    @Test
    void a_setting_that_compose_decides_is_refused_in_the_env_file() throws Exception {
        Files.writeString(directory.resolve(".env"), "SITE=chat.example.org\nVESTNIK_WEB=off\nVESTNIK_PORT=9000\n");

        Result result = run(Map.of(), "compose", "up");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output()).contains("no such setting: VESTNIK_PORT\n");
    }

    @Test
    void an_older_compose_gets_a_file_that_it_can_read() throws Exception {
        Result without = run(Map.of("PLUGIN", ""), "compose", "ps");
        Files.writeString(directory.resolve(".env"), "VESTNIK_WEB=off\n");
        Result with = run(Map.of("PLUGIN", ""), "compose", "ps");

        assertThat(without.code()).isZero();
        assertThat(without.output())
                .startsWith("project vestnik\n-f ")
                .contains(" --project-directory " + directory + " ps\n")
                .contains("\n  server:\n")
                .doesNotContain("\nname:", "env_file:");
        assertThat(with.code()).isZero();
        assertThat(with.output()).contains("\n  env_file: [.env]\n").doesNotContain("\nname:");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .as("the file for the older version is deleted")
                    .containsExactlyInAnyOrder("bin", "compose", "compose.yaml", "up.sh", ".env");
        }
    }

    @Test
    void an_older_compose_keeps_the_name_of_the_project_in_the_env_file() throws Exception {
        Files.writeString(directory.resolve(".env"), "COMPOSE_PROJECT_NAME=other\n");

        assertThat(run(Map.of("PLUGIN", ""), "compose", "ps").output()).startsWith("project \n");
    }

    @Test
    void the_address_is_http_on_this_machine_by_default() throws Exception {
        Result result = run(Map.of(), "up.sh");

        assertThat(result.code()).isZero();
        assertThat(result.output())
                .contains("open http://localhost:8080 in a browser", "on this machine only", "--profile tls");
    }

    @Test
    void the_address_is_https_with_the_profile_tls() throws Exception {
        Result standard = run(Map.of("TLS", "tls"), "up.sh", "--profile", "tls");
        Result other = run(Map.of("TLS", "tls", "HTTPS", "8443", "SITE", "localhost"), "up.sh", "--profile", "tls");

        assertThat(standard.code()).isZero();
        assertThat(standard.output())
                .contains("open https://chat.example.org in a browser", "at https://chat.example.org/docs")
                .doesNotContain("http://");
        assertThat(other.output()).contains("open https://localhost:8443 in a browser");
    }

    @Test
    void a_port_published_to_other_machines_is_reported() throws Exception {
        Result result = run(Map.of("TLS", "tls", "PUBLISHED", "0.0.0.0:8081"), "up.sh", "--profile", "tls");

        assertThat(result.output())
                .contains("open https://chat.example.org in a browser")
                .contains("Port 8081 serves other machines in plain HTTP");
    }

    @Test
    void a_failed_start_prints_the_last_lines_of_the_migration() throws Exception {
        Result result = run(Map.of("UP", "1"), "up.sh");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .contains("Vestnik did not start", "logs --tail=40 migrate")
                .doesNotContain("is ready");
    }

    @Test
    void the_script_gives_up_on_a_server_that_restarts() throws Exception {
        Result result = run(Map.of("HEALTH", "starting"), "up.sh");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("after 0 seconds and 3 restarts", "logs --tail=40 server");
    }

    @Test
    void the_script_stops_at_an_unknown_setting() throws Exception {
        Result result = run(Map.of("VESTNIK_REGISTRATIN", "closed"), "up.sh");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output()).contains("VESTNIK_REGISTRATIN").doesNotContain("building and starting");
    }
}
