package io.vestnik.bootstrap;

import io.vestnik.application.account.Administer;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Page;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.domain.user.Users;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command `user`: operator tasks for accounts. It also works while a server runs on the same data.
@Command(
        name = "user",
        description = "Adds accounts, sets passwords, disables, deletes and lists accounts.",
        synopsisSubcommandLabel = "COMMAND",
        scope = ScopeType.INHERIT, // `--help` and `--version` of the methods
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class UserCommand {
    /// The number of accounts in a page. `list` reads and prints one page after another.
    private static final int PAGE = 200;

    private static final String COLUMNS = "ID\tEMAIL\tUSERNAME\tSTATE\tNAME";

    private static final String EMAIL = "The email of the account.";

    private static final String NOT_FOUND = "no account has that email";

    private static final String GENERATE = "Makes a password and prints it, instead of asking for one.";

    private final Terminal terminal;
    private final AdministrationAccess administration;
    private final Supplier<String> passwords;
    private final Supplier<String> generator;
    private final Question question;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before a call
    private CommandSpec spec;

    /// @param passwords asks for a password; a terminal does not echo it
    /// @param generator makes a password
    /// @param question asks before a deletion
    UserCommand(
            Terminal terminal,
            AdministrationAccess administration,
            Supplier<String> passwords,
            Supplier<String> generator,
            Question question) {
        this.terminal = terminal;
        this.administration = administration;
        this.passwords = passwords;
        this.generator = generator;
        this.question = question;
    }

    @Command(description = "Adds an account, also if registration is closed. Asks for the password.")
    int add(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Parameters(paramLabel = "NAME", description = "The name that other users see.") String name,
            @Option(names = "--generate", description = GENERATE) boolean generate)
            throws SettingsException {
        return checked(() -> {
            Email address = email(email);
            UserName called = valid("NAME", name, UserName::chosen);
            Password password = choosePassword(generate);
            return administration.with(spec, accounts -> switch (accounts.add(called, address, password)) {
                case Users.Added.Done(User user) -> done("added " + user.id(), password, generate);
                case Users.Added.EmailTaken() -> refused("an account with that email exists");
            });
        });
    }

    @Command(description = "Sets the password of an account and logs out its devices. Asks for the password.")
    int password(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Option(names = "--generate", description = GENERATE) boolean generate)
            throws SettingsException {
        return checked(() -> {
            Email address = email(email);
            Password password = choosePassword(generate);
            return administration.with(spec, accounts -> switch (accounts.password(address, password)) {
                case DONE -> done("password changed", password, generate);
                case USER_NOT_FOUND -> refused(NOT_FOUND);
            });
        });
    }

    @Command(description = "Disables an account and logs out all its devices; its messages stay.")
    int disable(@Parameters(paramLabel = "EMAIL", description = EMAIL) String email) throws SettingsException {
        return checked(() -> {
            Email address = email(email);
            return administration.with(spec, accounts -> report(accounts.disable(address), "disabled"));
        });
    }

    @Command(description = "Enables a disabled account.")
    int enable(@Parameters(paramLabel = "EMAIL", description = EMAIL) String email) throws SettingsException {
        return checked(() -> {
            Email address = email(email);
            return administration.with(spec, accounts -> report(accounts.enable(address), "enabled"));
        });
    }

    @Command(
            description = {
                "Deletes an account for good: erases name, email and password, and logs out all its devices.",
                "Its messages stay, without a name. Asks for the email again."
            })
    int delete(
            @Parameters(paramLabel = "EMAIL", description = EMAIL) String email,
            @Option(names = "--yes", description = "Does not ask. Needed without a terminal.") boolean confirmed)
            throws SettingsException {
        return checked(() -> {
            Email address = email(email);
            if (!confirmed) {
                Optional<String> repeated =
                        question.ask("The account is deleted for good. Repeat its email to continue: ");
                if (repeated.isEmpty()) {
                    terminal.printError("the account is deleted for good: confirm that with --yes");
                    return ExitCode.USAGE;
                }
                if (!repeated.get().equals(email)) {
                    return refused("that is another email: nothing was deleted");
                }
            }
            return administration.with(spec, accounts -> report(accounts.delete(address), "deleted"));
        });
    }

    @Command(description = "Lists all accounts below a line with the names of the columns, separated by tabs.")
    int list() throws SettingsException {
        return administration.with(spec, accounts -> {
            terminal.print(COLUMNS);
            Page<User> page = accounts.list(PAGE, Optional.empty());
            if (page.items().isEmpty()) {
                terminal.printHint("no accounts");
            }
            page.items().forEach(user -> terminal.print(line(user)));
            while (page.next().isPresent()) {
                page = accounts.list(PAGE, page.next());
                page.items().forEach(user -> terminal.print(line(user)));
            }
            return ExitCode.OK;
        });
    }

    /// The tab-separated line of an account. The name comes last, since it may contain nearly any character.
    private static String line(User user) {
        return String.join(
                "\t",
                user.id().toString(),
                user.email().map(Email::value).orElse("-"),
                user.username().map(Username::value).orElse("-"),
                user.state().name().toLowerCase(Locale.ROOT),
                printable(user.name().value()));
    }

    /// Replaces control characters, so that a name cannot control the operator's terminal.
    private static String printable(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return shown.toString();
    }

    private int report(Administer.Done outcome, String what) {
        return switch (outcome) {
            case DONE -> done(what);
            case USER_NOT_FOUND -> refused(NOT_FOUND);
        };
    }

    /// Reports an account with a new password. A password that was typed is not printed.
    private int done(String what, Password password, boolean generated) {
        terminal.print(what);
        if (generated) {
            terminal.print("password " + password.value());
            terminal.printHint("The password is not shown again. The user can change it in the settings.");
        }
        return ExitCode.OK;
    }

    private int done(String what) {
        terminal.print(what);
        return ExitCode.OK;
    }

    private int refused(String why) {
        terminal.printError(why);
        return ExitCode.SOFTWARE;
    }

    private static Email email(String given) {
        return valid("EMAIL", given, Email::new);
    }

    private Password choosePassword(boolean generate) {
        return valid("the password", generate ? generator.get() : passwords.get(), Password::new);
    }

    /// Makes a value; the message of a problem begins with the name of the argument.
    private static <T> T valid(String name, String given, Function<String, T> type) {
        try {
            return type.apply(given);
        } catch (InvalidValueException e) {
            throw new InvalidValueException(name + " " + e.getMessage());
        }
    }

    /// The execution of a command whose arguments are parsed.
    private interface AdminAction {
        int run() throws SettingsException;
    }

    private int checked(AdminAction action) throws SettingsException {
        try {
            return action.run();
        } catch (InvalidValueException e) {
            terminal.printError(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        }
    }
}
