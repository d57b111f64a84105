package io.vestnik.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestnik.bootstrap.settings.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// Checks the files from which the containers are made, without Docker: `compose.yaml`, `.env.example` and the
/// Dockerfiles.
class ContainerFilesTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Path DOCKER = ROOT.resolve("docker");

    /// The settings whose values `compose.yaml` decides.
    private static final Set<Setting> FIXED = EnumSet.of(
            Setting.PORT,
            Setting.HOST,
            Setting.DATA_DIR,
            Setting.DATABASE_URL,
            Setting.DATABASE_USER,
            Setting.DATABASE_PASSWORD,
            Setting.MIGRATION_URL,
            Setting.MIGRATE,
            Setting.JWT_SECRET,
            Setting.METRICS_PORT);

    private static final Pattern FROM =
            Pattern.compile("^FROM (--platform=\\$\\{PLATFORM} )?(\\S+)(?: AS \\w+)?$", Pattern.MULTILINE);
    private static final Pattern ARGUMENT = Pattern.compile("^ARG (\\w+)=(\\S+)$", Pattern.MULTILINE);
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern VARIABLE = Pattern.compile("^#?(\\w+)=", Pattern.MULTILINE);

    private final JsonNode compose = compose();

    /// Reads the file with its anchors and merged mappings resolved.
    private static JsonNode compose() {
        try {
            Object document = new Yaml().load(Files.readString(DOCKER.resolve("compose.yaml")));
            return new ObjectMapper().valueToTree(document);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode service(String name) {
        return compose.path("services").path(name);
    }

    private List<Map.Entry<String, JsonNode>> services() {
        return List.copyOf(compose.path("services").properties());
    }

    private static Set<String> names(JsonNode mapping) {
        return mapping.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Set<Setting> changeable() {
        return EnumSet.complementOf(EnumSet.copyOf(FIXED));
    }

    private static String[] variables(Set<Setting> settings) {
        return settings.stream().map(Setting::variable).toArray(String[]::new);
    }

    @Test
    void every_setting_is_fixed_or_taken_from_the_operator() {
        JsonNode environment = service("server").path("environment");

        assertThat(names(compose.path("x-settings"))).containsExactlyInAnyOrder(variables(changeable()));
        for (Setting setting : changeable()) {
            JsonNode value = environment.path(setting.variable());
            assertThat(value.isNull() || value.asText().contains("${" + setting.variable() + ":-}"))
                    .as("%s: %s", setting, value)
                    .isTrue();
        }
        for (Setting setting : FIXED) {
            String name = environment.path(setting.variable()).asText().isEmpty()
                    ? setting.variable() + "_FILE"
                    : setting.variable();
            assertThat(environment.path(name).asText()).as(name).isNotEmpty();
        }
    }

    @Test
    void no_line_of_the_env_file_changes_a_fixed_setting() {
        for (String service : List.of("server", "migrate")) {
            JsonNode environment = service(service).path("environment");
            for (Setting setting : FIXED) {
                List<String> names = setting.fileAllowed()
                        ? List.of(setting.variable(), setting.variable() + "_FILE")
                        : List.of(setting.variable());
                assertThat(names).as(service).allSatisfy(name -> {
                    JsonNode value = environment.path(name);
                    assertThat(value.isTextual()).as(name).isTrue();
                    assertThat(value.asText()).as(name).doesNotContain("${");
                });
                assertThat(names)
                        .filteredOn(name -> !environment.path(name).asText().isEmpty())
                        .as("%s: one of the two names has the value", service)
                        .hasSizeLessThan(2);
            }
        }
    }

    @Test
    void the_server_learns_what_is_published() {
        JsonNode server = service("server");
        JsonNode environment = server.path("environment");

        assertThat(texts(server.path("ports")))
                .containsExactly(environment.path("PUBLISH").asText() + ":8080");
        assertThat(environment.path("SITE")).isEqualTo(service("tls").at("/environment/SITE"));
        assertThat(environment.path("SITE").asText()).isNotEmpty();
    }

    @Test
    void an_invalid_setting_ends_the_migration_and_starts_no_server() {
        JsonNode migrate = service("migrate");

        assertThat(names(migrate.path("environment"))).contains(variables(changeable()));
        assertThat(migrate.has("restart")).isFalse();
        assertThat(service("server").at("/depends_on/migrate/condition").asText())
                .isEqualTo("service_completed_successfully");
        for (String service : List.of("server", "migrate")) {
            JsonNode file = service(service).path("env_file");
            assertThat(file.toString()).as(service).isEqualTo("[{\"path\":\".env\",\"required\":false}]");
        }
    }

    @Test
    void the_log_of_every_container_is_bounded() {
        assertThat(services()).hasSizeGreaterThan(5).allSatisfy(service -> {
            JsonNode logging = service.getValue().path("logging");
            assertThat(logging.path("driver").asText()).as(service.getKey()).isEqualTo("json-file");
            assertThat(logging.at("/options/max-size").asText())
                    .as(service.getKey())
                    .matches("[1-9][0-9]?m");
            assertThat(logging.at("/options/max-file").asText())
                    .as(service.getKey())
                    .matches("[1-9]");
        });
    }

    @Test
    void only_the_proxy_is_published_to_other_machines_by_default() {
        assertThat(services())
                .anySatisfy(
                        service -> assertThat(service.getValue().has("ports")).isTrue());
        assertThat(services())
                .filteredOn(service -> !service.getKey().equals("tls"))
                .allSatisfy(service -> assertThat(texts(service.getValue().path("ports")))
                        .as(service.getKey())
                        .allMatch(port -> port.matches("(\\$\\{\\w+:-)?127\\.0\\.0\\.1:.*")));
    }

    @Test
    void the_env_file_is_ignored_by_git_and_not_tracked() throws IOException, InterruptedException {
        assertThat(Files.readAllLines(ROOT.resolve(".gitignore"))).contains("/docker/.env");
        Process git = new ProcessBuilder("sh", "-c", "git ls-files docker")
                .directory(ROOT.toFile())
                .start();
        List<String> tracked = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assumeTrue(git.waitFor() == 0, "skipped: this is no clone, or git is missing");
        assertThat(tracked).contains("docker/compose.yaml").doesNotContain("docker/.env");
    }

    @Test
    void the_example_of_the_env_file_has_variables_with_an_effect() throws IOException {
        String text = Files.readString(DOCKER.resolve("compose.yaml"));
        Set<String> known = names(compose.path("x-settings"));
        known.add("COMPOSE_PROFILES");
        List<String> variables = VARIABLE.matcher(Files.readString(DOCKER.resolve(".env.example")))
                .results()
                .map(variable -> variable.group(1))
                .toList();

        assertThat(variables)
                .isNotEmpty()
                .allMatch(variable -> known.contains(variable) || text.contains("${" + variable + ":-"));
    }

    @Test
    void every_base_image_is_a_build_argument_with_a_pinned_default() throws IOException {
        List<Path> files = dockerfiles();
        assertThat(files).hasSize(4).allSatisfy(file -> {
            String text = Files.readString(file);
            Map<String, String> arguments = arguments(text);
            List<MatchResult> stages = FROM.matcher(text).results().toList();
            assertThat(stages).hasSize((int)
                    text.lines().filter(line -> line.startsWith("FROM ")).count());
            for (MatchResult stage : stages) {
                String name = requireNonNull(stage.group(2)).replaceAll("^\\$\\{(\\w+)}$", "$1");
                assertThat(arguments.get(name)).as("%s: %s", file, name).matches("[a-z-]+:[a-z0-9].*");
                assertThat(arguments.get(name)).as("%s: %s", file, name).doesNotContain("latest");
            }
            // The last stage is the image.
            assertThat(stages.getLast().group(1)).as("%s", file).isNotNull();
            assertThat(arguments.get("PLATFORM")).as("%s", file).isEqualTo("linux");
        });
        List<String> images = new ArrayList<>();
        for (Map.Entry<String, JsonNode> service : services()) {
            JsonNode build = service.getValue().path("build");
            if (build.isMissingNode()) {
                images.add(service.getValue().path("image").asText());
            } else {
                Path context = DOCKER.resolve(build.path("context").asText());
                String file = Files.readString(
                        context.resolve(build.path("dockerfile").asText("Dockerfile")));
                Map<String, String> expected = new TreeMap<>();
                arguments(file).forEach((name, value) -> {
                    if (!name.equals("PLATFORM")) {
                        expected.put(name, "${" + name + ":-" + value + "}");
                    }
                });
                Map<String, String> passed = new TreeMap<>();
                build.path("args")
                        .properties()
                        .forEach(argument -> passed.put(
                                argument.getKey(), argument.getValue().asText()));
                assertThat(passed).as(service.getKey()).isEqualTo(expected);
            }
        }
        assertThat(images)
                .contains("postgres:${POSTGRES_VERSION:-18}")
                .allMatch(image -> image.matches("[a-z/]+:(\\$\\{\\w+:-)?[0-9][0-9.]*}?"));
    }

    private static List<Path> dockerfiles() throws IOException {
        try (Stream<Path> files = Files.walk(DOCKER, 2)) {
            return files.filter(file -> file.endsWith("Dockerfile")).sorted().toList();
        }
    }

    private static Map<String, String> arguments(String dockerfile) {
        return ARGUMENT.matcher(dockerfile)
                .results()
                .collect(Collectors.toMap(argument -> argument.group(1), argument -> argument.group(2)));
    }

    @Test
    void the_image_is_built_from_the_pom_of_every_module() throws IOException {
        String root = Files.readString(ROOT.resolve("pom.xml"));
        List<String> modules = MODULE.matcher(root.substring(0, root.indexOf("</modules>")))
                .results()
                .map(module -> module.group(1))
                .toList();
        String[] copies = Stream.concat(modules.stream(), Stream.of("docker"))
                .map(module -> "COPY " + module + "/pom.xml " + module + "/")
                .toArray(String[]::new);

        assertThat(modules).hasSizeGreaterThan(10);
        assertThat(Files.readAllLines(DOCKER.resolve("Dockerfile"))).contains(copies);
    }
}
