package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.account.Administer;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.account.CountingHasher;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UserCommandTest {
    private static final String EMAIL = "alice@example.org";

    private final InstantSource clock = InstantSource.system();
    private final MemoryAccounts people = new MemoryAccounts(clock);
    private final MemoryStore store = new MemoryStore(people, new LocalNotificationBus(), clock);
    private final HashingPool hashing = new HashingPool(new CountingHasher(), 1, SystemRuntime.INSTANCE);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final PasswordGenerator generator = new PasswordGenerator(new Random(1));
    private String typed = "correct horse";
    private Optional<String> answer = Optional.empty();
    private int questions;

    @AfterEach
    void stop() {
        hashing.close();
    }

    private int run(String... words) {
        Administer administer = administer();
        Terminal terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true));
        return new CommandLine(new UserCommand(
                        terminal,
                        (spec, work) -> work.applyAsInt(administer),
                        this::ask,
                        generator,
                        question -> answer))
                .execute(words);
    }

    private Administer administer() {
        return Administer.over(
                people.users(), people.devices(), store.chats(), hashing, UUID::randomUUID, SystemRuntime.INSTANCE);
    }

    private String ask() {
        questions++;
        return typed;
    }

    @Test
    void the_operator_adds_and_lists_accounts() {
        assertThat(run("add", EMAIL, "Alice\u0007 A.")).isZero();
        assertThat(run("list")).isZero();

        assertThat(out.toString())
                .contains("added ")
                .contains(String.format(Locale.ROOT, "%nID\tEMAIL\tUSERNAME\tSTATE\tNAME%n"))
                .contains("\t" + EMAIL + "\t-\tactive\tAlice\uFFFD A.");
        assertThat(out.toString()).doesNotContain("correct horse");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void an_empty_list_says_so_beside_the_output() {
        assertThat(run("list")).isZero();

        assertThat(out.toString().lines()).containsExactly("ID\tEMAIL\tUSERNAME\tSTATE\tNAME");
        assertThat(err.toString().lines()).containsExactly("no accounts");
    }

    @Test
    void all_pages_of_the_list_are_printed() {
        Administer administer = administer();
        for (int i = 0; i < 201; i++) {
            administer.add(new UserName("User " + i), new Email(i + "@example.org"), new Password(typed));
        }

        assertThat(run("list")).isZero();
        assertThat(out.toString().lines()).hasSize(202).doesNotHaveDuplicates();
    }

    @Test
    void a_wrong_value_is_named_and_the_address_is_checked_before_the_question() {
        typed = "short";

        assertThat(run("add", "no-address", "Alice")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("add", EMAIL, "")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(questions).isZero();
        assertThat(run("add", EMAIL, "Alice")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("disable", "no-address")).isEqualTo(CommandLine.ExitCode.USAGE);

        List<String> lines = err.toString().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("vestnik: EMAIL must be an email address");
        assertThat(lines.get(1)).startsWith("vestnik: NAME must have ");
        assertThat(lines.get(2)).isEqualTo("vestnik: the password must have 8 to 128 characters");
        assertThat(lines.get(3)).isEqualTo("vestnik: EMAIL must be an email address");
    }

    @Test
    void an_email_is_added_once() {
        run("add", EMAIL, "Alice");

        assertThat(run("add", "ALICE@example.org", "Another")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("an account with that email exists");
    }

    @Test
    void a_password_must_satisfy_the_rules() {
        run("add", EMAIL, "Alice");
        typed = "short";
        assertThat(run("password", EMAIL)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("8 to 128 characters").doesNotContain("short");
        typed = "another horse";
        assertThat(run("password", EMAIL)).isZero();

        assertThat(people.users().credentials(new Email(EMAIL)).orElseThrow().version())
                .isEqualTo(1);
        assertThat(run("password", "unknown@example.org")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("no account has that email");
    }

    @Test
    void an_account_is_disabled_and_enabled() {
        run("add", EMAIL, "Alice");

        assertThat(run("disable", EMAIL)).isZero();
        assertThat(state()).isEqualTo(UserState.DISABLED);
        assertThat(run("enable", EMAIL)).isZero();
        assertThat(state()).isEqualTo(UserState.ACTIVE);
    }

    @Test
    void a_generated_password_is_printed_once_and_is_the_password() {
        assertThat(run("add", EMAIL, "Alice", "--generate")).isZero();
        String first = printedPassword();
        assertThat(run("password", EMAIL, "--generate")).isZero();
        String second = printedPassword();

        assertThat(questions).isZero();
        assertThat(first).matches("([a-z2-9]{5}-){3}[a-z2-9]{5}").isNotEqualTo(second);
        assertThat(people.users().credentials(new Email(EMAIL)).orElseThrow().password())
                .isEqualTo(new CountingHasher().hash(new Password(second)));
        assertThat(err.toString()).contains("not shown again").doesNotContain(second);
    }

    /// Returns the password that the last command has printed.
    private String printedPassword() {
        String last = out.toString().lines().toList().getLast();
        assertThat(last).startsWith("password ");
        return last.substring("password ".length());
    }

    @Test
    void an_account_is_deleted_after_its_email_was_repeated() {
        run("add", EMAIL, "Alice");
        answer = Optional.of(EMAIL);

        assertThat(run("delete", EMAIL)).isZero();

        assertThat(out.toString().lines()).last().isEqualTo("deleted");
        assertThat(people.users().credentials(new Email(EMAIL))).isEmpty();
        assertThat(run("delete", EMAIL)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("no account has that email");
        assertThat(run("add", EMAIL, "Another Alice")).isZero();
    }

    @Test
    void an_unconfirmed_deletion_deletes_nothing() {
        run("add", EMAIL, "Alice");
        assertThat(run("delete", EMAIL)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("confirm that with --yes");
        answer = Optional.of("bob@example.org");
        assertThat(run("delete", EMAIL)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("nothing was deleted");
        assertThat(state()).isEqualTo(UserState.ACTIVE);

        answer = Optional.empty();
        assertThat(run("delete", EMAIL, "--yes")).isZero();
        assertThat(people.users().credentials(new Email(EMAIL))).isEmpty();
    }

    private UserState state() {
        return people.users().credentials(new Email(EMAIL)).orElseThrow().state();
    }
}
