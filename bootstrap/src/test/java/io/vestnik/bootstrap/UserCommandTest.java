package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.account.Administer;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.contracts.account.CountingHasher;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.UserState;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UserCommandTest {
    private static final String EMAIL = "alice@example.org";

    private final InstantSource clock = InstantSource.system();
    private final MemoryAccounts people = new MemoryAccounts(clock);
    private final MemoryStore store = new MemoryStore(people, new LocalNotificationBus(), clock);
    private final HashingPool hashing = new HashingPool(new CountingHasher(), 1);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String typed = "correct horse";

    @AfterEach
    void stop() {
        hashing.close();
    }

    private int run(String... words) {
        Administer administer =
                Administer.over(people.users(), people.devices(), store.chats(), hashing, UUID::randomUUID, clock);
        Terminal terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true));
        return new CommandLine(new UserCommand(terminal, (spec, work) -> work.applyAsInt(administer), () -> typed))
                .execute(words);
    }

    @Test
    void the_operator_adds_and_lists_accounts() {
        assertThat(run("add", EMAIL, "Alice\u0007 A.")).isZero();
        assertThat(run("list")).isZero();

        assertThat(out.toString()).contains("added ").contains("\t" + EMAIL + "\t-\tactive\tAlice\uFFFD A.");
        assertThat(out.toString()).doesNotContain("correct horse");
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

    private UserState state() {
        return people.users().credentials(new Email(EMAIL)).orElseThrow().state();
    }
}
