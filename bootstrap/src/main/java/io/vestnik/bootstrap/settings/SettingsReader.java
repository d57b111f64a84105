package io.vestnik.bootstrap.settings;

import io.vestnik.application.limit.Limits;
import io.vestnik.http.edge.Network;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads the settings from flags and environment variables, and reports all problems together. A flag takes precedence
/// over the environment variable of the same setting.
public final class SettingsReader {
    private static final int PORT_MAX = 65_535;
    private static final int SECRET_BYTES_MIN = 32;

    /// A number in ASCII digits that fits into a `long`.
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final int OUTBOX_BYTES_MIN = 65_536;

    /// The highest allowed value of a setting that bounds concurrent requests. A higher bound would have no effect: the
    /// server has a few dozen database connections.
    private static final int RUNNING_CEILING = 10_000;

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final List<String> problems = new ArrayList<>();

    private SettingsReader() {}

    /// Reads and validates all settings.
    ///
    /// @param flags the values given on the command line
    /// @param environment all environment variables; those without [Setting#PREFIX] are ignored
    /// @throws SettingsException with every problem
    public static Settings read(Map<Setting, String> flags, Map<String, String> environment) throws SettingsException {
        SettingsReader reader = new SettingsReader();
        reader.collect(flags, environment);
        Settings settings = reader.settings();
        if (!reader.problems.isEmpty()) {
            throw new SettingsException(reader.problems);
        }
        return settings;
    }

    private void collect(Map<Setting, String> flags, Map<String, String> environment) {
        TreeSet<String> unknown = new TreeSet<>();
        environment.keySet().stream()
                .filter(name -> name.startsWith(Setting.PREFIX))
                .forEach(unknown::add);
        for (Setting setting : Setting.values()) {
            unknown.remove(setting.variable());
            Optional<String> value = Optional.ofNullable(flags.get(setting))
                    .or(() -> Optional.ofNullable(environment.get(setting.variable()))
                            .filter(v -> !v.isEmpty()));
            if (setting.fileAllowed()) {
                String variable = setting.variable() + Setting.FILE_SUFFIX;
                unknown.remove(variable);
                String file = environment.getOrDefault(variable, "");
                if (!file.isEmpty() && value.isPresent()) {
                    problems.add(String.format(
                            Locale.ROOT, "%s and %s are both set: set one", setting.variable(), variable));
                } else if (!file.isEmpty()) {
                    value = contents(variable, file);
                }
            }
            values.put(setting, value.orElse(setting.byDefault()));
        }
        unknown.forEach(name -> problems.add(name + " is no setting" + suggestion(name)));
    }

    private Optional<String> contents(String variable, String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException | RuntimeException e) {
            problems.add(String.format(Locale.ROOT, "%s: cannot read the file %s", variable, file));
            return Optional.empty();
        }
    }

    private static String suggestion(String name) {
        return Arrays.stream(Setting.values())
                .map(Setting::variable)
                .filter(known -> known.replace("_", "").equals(name.replace("_", ""))
                        || known.startsWith(name)
                        || name.startsWith(known))
                .findFirst()
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    private Settings settings() {
        return new Settings(
                new Settings.Listen(text(Setting.HOST).orElse("0.0.0.0"), number(Setting.PORT, 0, PORT_MAX)),
                directory(),
                database(),
                choice(Setting.MIGRATE, Settings.Migration.class, Settings.Migration.AUTO),
                new Settings.Tokens(secret(Setting.JWT_SECRET), secret(Setting.JWT_PREVIOUS_SECRET)),
                choice(Setting.REGISTRATION, Settings.Registration.class, Settings.Registration.OPEN),
                choice(Setting.WEB, Settings.Web.class, Settings.Web.ON),
                list(Setting.TRUSTED_PROXIES).stream().map(this::network).toList(),
                list(Setting.CORS_ORIGINS).stream().map(this::origin).toList(),
                text(Setting.METRICS_PORT).map(ignored -> number(Setting.METRICS_PORT, 1, PORT_MAX)),
                choice(Setting.LOG_FORMAT, Settings.LogFormat.class, Settings.LogFormat.TEXT),
                limits(),
                limit(Setting.LIMIT_RUNNING, RUNNING_CEILING));
    }

    private Limits limits() {
        int outbox = number(Setting.LIMIT_OUTBOX_BYTES, OUTBOX_BYTES_MIN, Integer.MAX_VALUE);
        try {
            return new Limits(
                    limit(Setting.LIMIT_GROUP_MEMBERS, Limits.GROUP_MEMBERS_CEILING),
                    limit(Setting.LIMIT_SENDS, Limits.RATE_CEILING),
                    limit(Setting.LIMIT_LOGINS, Limits.RATE_CEILING),
                    limit(Setting.LIMIT_REGISTRATIONS, Limits.RATE_CEILING),
                    limit(Setting.LIMIT_REQUESTS, Limits.RATE_CEILING),
                    limit(Setting.LIMIT_CHATS, Limits.RATE_CEILING),
                    limit(Setting.LIMIT_SEARCHES, Limits.RATE_CEILING),
                    limit(Setting.LIMIT_CONNECTIONS, Integer.MAX_VALUE),
                    limit(Setting.LIMIT_PENDING, Integer.MAX_VALUE),
                    outbox);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Limits.DEFAULT;
        }
    }

    private int limit(Setting setting, int max) {
        return number(setting, 0, max);
    }

    private Path directory() {
        String value = values.get(Setting.DATA_DIR);
        try {
            return Path.of(value == null ? "" : value).toAbsolutePath().normalize();
        } catch (RuntimeException e) {
            problems.add(name(Setting.DATA_DIR) + " is not a path");
            return Path.of("").toAbsolutePath();
        }
    }

    private Optional<Settings.Database> database() {
        Optional<String> url = address(Setting.DATABASE_URL);
        Optional<String> migrationUrl = address(Setting.MIGRATION_URL);
        if (url.isEmpty()) {
            for (Setting needsUrl : List.of(Setting.DATABASE_USER, Setting.DATABASE_PASSWORD, Setting.MIGRATION_URL)) {
                if (text(needsUrl).isPresent()) {
                    problems.add(String.format(
                            Locale.ROOT, "%s is set, but not %s", name(needsUrl), name(Setting.DATABASE_URL)));
                }
            }
        }
        return url.map(at ->
                new Settings.Database(at, text(Setting.DATABASE_USER), text(Setting.DATABASE_PASSWORD), migrationUrl));
    }

    private Optional<String> address(Setting setting) {
        Optional<String> value = text(setting);
        if (value.isPresent()) {
            String plain = value.get().startsWith("jdbc:") ? value.get().substring("jdbc:".length()) : value.get();
            boolean good;
            try {
                URI uri = new URI(plain);
                good = List.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme()))
                        && uri.getRawAuthority() != null;
            } catch (URISyntaxException e) {
                good = false;
            }
            if (!good) {
                // The message omits the value, which may contain a password.
                problems.add(name(setting) + " must be postgresql://HOST/DATABASE or jdbc:postgresql://HOST/DATABASE");
            }
        }
        return value;
    }

    private Optional<String> secret(Setting setting) {
        Optional<String> value = text(setting);
        if (value.isPresent() && value.get().getBytes(StandardCharsets.UTF_8).length < SECRET_BYTES_MIN) {
            problems.add(String.format(Locale.ROOT, "%s must have %d bytes or more", name(setting), SECRET_BYTES_MIN));
        }
        return value;
    }

    private String network(String value) {
        try {
            Network.parse(value);
        } catch (IllegalArgumentException e) {
            problems.add(String.format(Locale.ROOT, "%s: %s", name(Setting.TRUSTED_PROXIES), e.getMessage()));
        }
        return value;
    }

    private String origin(String value) {
        try {
            URI uri = new URI(value);
            boolean good = value.equals("*")
                    || (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                            && uri.getHost() != null
                            && uri.getRawPath().isEmpty()
                            && uri.getRawQuery() == null);
            if (!good) {
                problems.add(String.format(
                        Locale.ROOT, "%s: %s is no origin (https://host)", name(Setting.CORS_ORIGINS), value));
            }
        } catch (URISyntaxException e) {
            problems.add(String.format(
                    Locale.ROOT, "%s: %s is no origin (https://host)", name(Setting.CORS_ORIGINS), value));
        }
        return value;
    }

    private List<String> list(Setting setting) {
        return text(setting).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private Optional<String> text(Setting setting) {
        return Optional.ofNullable(values.get(setting)).filter(value -> !value.isEmpty());
    }

    private int number(Setting setting, int min, int max) {
        String value = text(setting).orElse("");
        if (DIGITS.matcher(value).matches()) {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return (int) number;
            }
        }
        problems.add(String.format(
                Locale.ROOT, "%s must be a whole number from %d to %d, not \"%s\"", name(setting), min, max, value));
        return min;
    }

    private <E extends Enum<E>> E choice(Setting setting, Class<E> type, E otherwise) {
        String value = text(setting).orElse("");
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        problems.add(String.format(
                Locale.ROOT, "%s must be %s, not \"%s\"", name(setting), String.join(" or ", words), value));
        return otherwise;
    }

    private static String name(Setting setting) {
        return setting.variable();
    }
}
