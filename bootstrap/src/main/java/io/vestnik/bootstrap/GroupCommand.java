package io.vestnik.bootstrap;

import io.vestnik.application.account.Administer;
import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.UuidText;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command `group`: operator tasks for groups. It also works while a server runs on the same data.
@Command(
        name = "group",
        description = "Hands groups over.",
        synopsisSubcommandLabel = "COMMAND",
        scope = ScopeType.INHERIT, // `--help` and `--version` of the methods
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class GroupCommand {
    private final Terminal terminal;
    private final AdministrationAccess administration;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before a call
    private CommandSpec spec;

    GroupCommand(Terminal terminal, AdministrationAccess administration) {
        this.terminal = terminal;
        this.administration = administration;
    }

    @Command(
            description = {
                "Makes a member the owner of a group; its owner becomes an admin.",
                "For a group whose owner is disabled or cannot be reached."
            })
    int owner(
            @Parameters(paramLabel = "CHAT", description = "the id of the group") String chat,
            @Parameters(paramLabel = "USER", description = "email or id of the new owner") String user)
            throws SettingsException {
        Optional<ChatId> group = UuidText.parse(chat).map(ChatId::new);
        if (group.isEmpty()) {
            return unreadable("CHAT must be the id of a group");
        }
        if (user.indexOf('@') < 0) {
            Optional<UserId> id = UuidText.parse(user).map(UserId::new);
            return id.isEmpty()
                    ? unreadable("USER must be an email or the id of a user")
                    : administration.with(spec, accounts -> handOver(accounts, group.get(), id.get()));
        }
        Email email;
        try {
            email = new Email(user);
        } catch (InvalidValueException e) {
            return unreadable("USER " + e.getMessage());
        }
        return administration.with(
                spec,
                accounts -> accounts.find(email)
                        .map(heir -> handOver(accounts, group.get(), heir))
                        .orElseGet(() -> refused("no account has that email")));
    }

    private int handOver(Administer accounts, ChatId group, UserId heir) {
        return switch (accounts.handOver(group, heir)) {
            case DONE -> {
                terminal.print("owner of " + group + " is " + heir);
                yield ExitCode.OK;
            }
            case NO_MEMBER -> refused("there is no such group, or the user is not a member of it");
            case NO_ACCOUNT -> refused("there is no such account, or it is disabled or deleted");
            case DIRECT_CHAT -> refused("a direct chat has no owner");
        };
    }

    private int unreadable(String why) {
        terminal.printError(why);
        return ExitCode.USAGE;
    }

    private int refused(String why) {
        terminal.printError(why);
        return ExitCode.SOFTWARE;
    }
}
