package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.account.Administer;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.account.CountingHasher;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.memory.MemoryAccounts;
import io.vestnik.memory.MemoryStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class GroupCommandTest {
    private final InstantSource clock = InstantSource.system();
    private final MemoryAccounts people = new MemoryAccounts(clock);
    private final MemoryStore store = new MemoryStore(people, new LocalNotificationBus(), clock);
    private final HashingPool hashing = new HashingPool(new CountingHasher(), 1, SystemRuntime.INSTANCE);
    private final Administer administer = Administer.over(
            people.users(), people.devices(), store.chats(), hashing, UUID::randomUUID, SystemRuntime.INSTANCE);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        hashing.close();
    }

    private int run(String... words) {
        Terminal terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true));
        return new CommandLine(new GroupCommand(terminal, (spec, work) -> work.applyAsInt(administer))).execute(words);
    }

    private UserId user(String email) {
        Users.Added added = administer.add(new UserName("Test User"), new Email(email), new Password("correct horse"));
        if (added instanceof Users.Added.Done(User user)) {
            return user.id();
        }
        throw new AssertionError(added);
    }

    private ChatId group(UserId owner, UserId member) {
        Outcome<Chats.Opened> opened = store.chats()
                .createGroup(new Chats.GroupFounding(
                        new ChatId(UUID.randomUUID()),
                        owner,
                        new ChatTitle("group"),
                        Set.of(member),
                        Optional.empty(),
                        10));
        if (opened instanceof Outcome.Done<Chats.Opened>(Chats.Opened done)) {
            return done.view().chat().id();
        }
        throw new AssertionError(opened);
    }

    private Optional<Role> roleIn(ChatId group, UserId user) {
        return store.chats().snapshots(user).stream()
                .filter(view -> view.chat().id().equals(group))
                .findFirst()
                .flatMap(view -> view.member().role());
    }

    @Test
    void group_ownership_is_transferred_by_email_or_id() {
        UserId alice = user("alice@example.org");
        UserId bob = user("bob@example.org");
        ChatId group = group(alice, bob);
        administer.disable(new Email("alice@example.org"));

        assertThat(run("owner", group.toString(), "bob@example.org")).isZero();
        assertThat(roleIn(group, bob)).contains(Role.OWNER);
        assertThat(roleIn(group, alice)).contains(Role.ADMIN);
        assertThat(out.toString()).contains("owner of " + group + " is " + bob);

        administer.enable(new Email("alice@example.org"));
        assertThat(run("owner", group.toString(), alice.toString())).isZero();
        assertThat(roleIn(group, alice)).contains(Role.OWNER);
    }

    @Test
    void an_impossible_transfer_is_explained() {
        UserId alice = user("alice@example.org");
        UserId bob = user("bob@example.org");
        user("carol@example.org");
        ChatId group = group(alice, bob);
        administer.disable(new Email("bob@example.org"));

        assertThat(run("owner", group.toString(), "bob@example.org")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("disabled or deleted");
        assertThat(run("owner", group.toString(), "carol@example.org")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("not a member");
        assertThat(run("owner", group.toString(), "dave@example.org")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("no account has that email");
        assertThat(run("owner", "group", "carol@example.org")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("CHAT must be the id of a group");
        assertThat(run("owner", group.toString(), "carol")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("USER must be an email or the id of a user");
        assertThat(roleIn(group, alice)).contains(Role.OWNER);
    }
}
