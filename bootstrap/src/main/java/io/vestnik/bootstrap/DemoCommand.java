package io.vestnik.bootstrap;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vestnik.bootstrap.settings.Settings;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.demo.Demo;
import io.vestnik.demo.DemoPlan;
import io.vestnik.demo.DemoPorts;
import io.vestnik.demo.DemoReport;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.security.Argon2Hasher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Fills the database with users and months of their conversations.
@Command(
        name = "demo",
        description = {
            "Fills the database with users, chats and months of conversation in Russian and English, also while a"
                    + " server runs on it, and prints three logins.",
            "The same numbers and seed again add nothing; a larger number of messages continues the conversations.",
            "The passwords of the three logins are public: disable these accounts (vestnik user disable EMAIL)"
                    + " before you open the server to others.",
            "If the database has other accounts, the command first asks whether to add the data."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Question question;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Option(names = "--users", defaultValue = "40", description = "How many people (default: ${DEFAULT-VALUE}).")
    private int users;

    @Option(names = "--groups", defaultValue = "8", description = "How many groups (default: ${DEFAULT-VALUE}).")
    private int groups;

    @Option(
            names = "--messages",
            defaultValue = "3000",
            description = "How many messages in all chats together (default: ${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Another seed generates other conversations (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--yes", description = "Adds the data without a question, also to a database with other accounts.")
    private boolean yes;

    /// @param question asks the operator for consent
    DemoCommand(Terminal terminal, Map<String, String> environment, Question question) {
        this.terminal = terminal;
        this.environment = environment;
        this.question = question;
    }

    @Override
    public Integer call() throws SettingsException {
        DemoPlan plan = plan();
        Settings settings = SettingOptions.read(spec, environment);
        Logs.configure(settings.logFormat());
        InstantSource clock = InstantSource.system();
        long started = System.nanoTime();
        try (Database database = Database.join(settings, terminal);
                PostgresStore store = database.use(at -> PostgresStore.open(at, terminal::componentFailed))) {
            if (!new DemoConsent(yes, question).given(store.users(), place(settings))) {
                terminal.print("nothing was added");
                return CommandLine.ExitCode.SOFTWARE;
            }
            DemoPorts ports = new DemoPorts(
                    store.users(),
                    store.imports(),
                    store.readStates(),
                    new Argon2Hasher(),
                    UuidCreator::getTimeOrderedEpoch,
                    clock);
            terminal.step(String.format(Locale.ROOT, "writing %,d messages", messages));
            DemoReport report = new Demo(plan, ports, terminal.bar()).run();
            printReport(report, Duration.ofNanos(System.nanoTime() - started));
            return 0;
        } catch (StoreUnavailableException e) {
            throw new StartFailedException("the database is unavailable; run it again, nothing is duplicated", e);
        }
    }

    private static String place(Settings settings) {
        return settings.database().isPresent() ? "the database" : "the database in " + settings.dataDirectory();
    }

    private DemoPlan plan() {
        try {
            return new DemoPlan(users, groups, messages, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void printReport(DemoReport report, Duration took) {
        terminal.print(String.format(
                Locale.ROOT,
                "%s people, %s chats, %s messages (%.1f s)",
                count(report.people()),
                count(report.chats()),
                count(report.messages()),
                took.toMillis() / 1000.0));
        terminal.print("log in as one of these:");
        report.logins()
                .forEach(login -> terminal.print(String.format(
                        Locale.ROOT, "  %-32s password: %s   (%s)", login.email(), login.password(), login.name())));
        terminal.print("these passwords are public: run vestnik user disable EMAIL for each"
                + " before other machines can reach the server");
    }

    private static String count(DemoReport.Count count) {
        return String.format(Locale.ROOT, "%,d (%,d new)", count.all(), count.added());
    }
}
