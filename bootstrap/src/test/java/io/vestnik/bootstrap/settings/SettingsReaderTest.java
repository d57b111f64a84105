package io.vestnik.bootstrap.settings;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vestnik.application.limit.Limits;
import io.vestnik.http.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    /// For each setting a valid value other than the default, and an invalid value unless every value is valid.
    private static final Map<Setting, List<String>> GOOD_AND_BAD = Map.ofEntries(
            Map.entry(Setting.PORT, List.of("9090", "70000")),
            Map.entry(Setting.HOST, List.of("127.0.0.1")),
            Map.entry(Setting.DATA_DIR, List.of("/tmp/elsewhere", "\0")),
            Map.entry(Setting.DATABASE_URL, List.of("postgresql://db/vestnik", "mysql://db/vestnik")),
            Map.entry(Setting.DATABASE_USER, List.of("another")),
            Map.entry(Setting.DATABASE_PASSWORD, List.of("hidden")),
            Map.entry(Setting.MIGRATION_URL, List.of("jdbc:postgresql://direct/vestnik", "direct")),
            Map.entry(Setting.MIGRATE, List.of("off", "maybe")),
            Map.entry(Setting.JWT_SECRET, List.of("0123456789abcdef0123456789abcdef", "short")),
            Map.entry(Setting.JWT_PREVIOUS_SECRET, List.of("fedcba9876543210fedcba9876543210", "short")),
            Map.entry(Setting.REGISTRATION, List.of("closed", "ajar")),
            Map.entry(Setting.WEB, List.of("off", "true")),
            Map.entry(Setting.TRUSTED_PROXIES, List.of("10.0.0.0/8, 127.0.0.1", "proxy.example")),
            Map.entry(Setting.CORS_ORIGINS, List.of("https://a.example,https://b.example", "a.example")),
            Map.entry(Setting.METRICS_PORT, List.of("9100", "-1")),
            Map.entry(Setting.LOG_FORMAT, List.of("json", "xml")),
            Map.entry(Setting.LIMIT_GROUP_MEMBERS, List.of("1000", "100001")),
            Map.entry(Setting.LIMIT_SENDS, List.of("0", "-1")),
            Map.entry(Setting.LIMIT_LOGINS, List.of("5", "many")),
            Map.entry(Setting.LIMIT_REGISTRATIONS, List.of("5", "1e3")),
            Map.entry(Setting.LIMIT_REQUESTS, List.of("5", "2000000")),
            Map.entry(Setting.LIMIT_RUNNING, List.of("5", "10001")),
            Map.entry(Setting.LIMIT_CHATS, List.of("5", " ")),
            Map.entry(Setting.LIMIT_SEARCHES, List.of("5", "x")),
            Map.entry(Setting.LIMIT_CONNECTIONS, List.of("5", "x")),
            Map.entry(Setting.LIMIT_PENDING, List.of("5", "５")),
            Map.entry(Setting.LIMIT_OUTBOX_BYTES, List.of("65536", "10")));

    @TempDir
    private Path directory;

    @Test
    void every_setting_is_tested_here() {
        assertThat(GOOD_AND_BAD.keySet()).isEqualTo(EnumSet.allOf(Setting.class));
    }

    @Test
    void without_any_setting_the_contracts_defaults_hold() throws SettingsException {
        Settings settings = read(Map.of());
        assertThat(settings.listen()).isEqualTo(new Settings.Listen("0.0.0.0", 8080));
        assertThat(settings.database()).isEmpty();
        assertThat(settings.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(settings.runningPerUserMax()).isEqualTo(HttpSettings.RUNNING_PER_USER);
        assertThat(settings.registration()).isEqualTo(Settings.Registration.OPEN);
        assertThat(settings.metricsPort()).isEmpty();
    }

    private static String goodOf(Setting setting) {
        return requireNonNull(GOOD_AND_BAD.get(setting)).getFirst();
    }

    @Test
    void every_valid_value_changes_the_settings() throws SettingsException {
        Settings defaults = read(Map.of("VESTNIK_DATABASE_URL", "postgresql://other/vestnik"));
        for (Setting setting : Setting.values()) {
            Map<String, String> environment = new HashMap<>();
            environment.put("VESTNIK_DATABASE_URL", "postgresql://other/vestnik");
            environment.put(setting.variable(), goodOf(setting));
            assertThat(read(environment)).as(setting.variable()).isNotEqualTo(defaults);
        }
    }

    @Test
    void all_invalid_values_are_named_at_once() {
        Map<String, String> environment = new HashMap<>();
        GOOD_AND_BAD.forEach((setting, values) -> {
            if (values.size() > 1 && !values.get(1).isBlank()) {
                environment.put(setting.variable(), values.get(1));
            }
        });
        SettingsException failure = catchThrowableOfType(SettingsException.class, () -> read(environment));
        assertThat(failure).isNotNull();
        for (String variable : environment.keySet()) {
            assertThat(failure.problems()).as(variable).anyMatch(problem -> problem.startsWith(variable));
        }
    }

    @Test
    void an_unknown_variable_is_refused_with_a_suggestion() {
        assertThatThrownBy(() -> read(Map.of("VESTNIK_DATABASEURL", "x", "VESTNIK_PORTS", "1")))
                .hasMessageContaining("VESTNIK_DATABASEURL is no setting; did you mean VESTNIK_DATABASE_URL?")
                .hasMessageContaining("VESTNIK_PORTS is no setting; did you mean VESTNIK_PORT?");
    }

    @Test
    void a_flag_comes_before_the_environment() throws SettingsException {
        assertThat(SettingsReader.read(Map.of(Setting.PORT, "1234"), Map.of("VESTNIK_PORT", "4321"))
                        .listen()
                        .port())
                .isEqualTo(1234);
    }

    @Test
    void a_secret_can_be_in_a_file_and_not_in_both_places() throws IOException, SettingsException {
        Path file = Files.writeString(directory.resolve("password"), "from the file\n");
        Map<String, String> environment = new HashMap<>(Map.of(
                "VESTNIK_DATABASE_URL", "postgresql://db/vestnik", "VESTNIK_DATABASE_PASSWORD_FILE", file.toString()));
        assertThat(read(environment).database().orElseThrow().password()).isEqualTo(Optional.of("from the file"));
        environment.put("VESTNIK_DATABASE_PASSWORD", "too");
        assertThatThrownBy(() -> read(environment)).hasMessageContaining("are both set");
        assertThatThrownBy(() -> read(Map.of("VESTNIK_JWT_SECRET_FILE", "/no/such/file")))
                .hasMessageContaining("cannot read the file /no/such/file");
    }

    @Test
    void no_secret_is_ever_printed() throws SettingsException {
        Map<String, String> environment = new HashMap<>();
        Set<Setting> secrets = EnumSet.noneOf(Setting.class);
        Arrays.stream(Setting.values()).filter(Setting::secret).forEach(secrets::add);
        secrets.forEach(setting -> environment.put(setting.variable(), goodOf(setting)));
        environment.put("VESTNIK_DATABASE_URL", "postgresql://me:hunter2@db/vestnik");
        String printed = read(environment).toString();
        assertThat(printed).doesNotContain("hunter2", "hidden", "0123456789", "fedcba");
        environment.put("VESTNIK_DATABASE_URL", "mysql://me:hunter2@db/vestnik");
        environment.put("VESTNIK_JWT_SECRET", "hunter3");
        SettingsException failure = catchThrowableOfType(SettingsException.class, () -> read(environment));
        assertThat(failure.problems()).hasSize(2).noneMatch(problem -> problem.contains("hunter"));
    }

    private static Settings read(Map<String, String> environment) throws SettingsException {
        return SettingsReader.read(Map.of(), environment);
    }
}
