package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.memory.MemoryAccounts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DemoConsentTest {
    private static final String PLACE = "the database in ./data";

    private final Users users = new MemoryAccounts(InstantSource.system()).users();
    private final List<String> questions = new ArrayList<>();
    private Optional<String> answer = Optional.empty();

    private boolean given(boolean yes) {
        return new DemoConsent(yes, text -> {
                    questions.add(text);
                    return answer;
                })
                .given(users, PLACE);
    }

    private void add(String email) {
        users.add(new Users.NewUser(
                new UserId(UUID.randomUUID()),
                new UserName("User"),
                new Email(email),
                new PasswordHash("a hash"),
                Instant.EPOCH));
    }

    @Test
    void demo_accounts_of_any_seed_need_no_consent() {
        add("anna@demo.example");
        add("anna@demo-7.example");
        add("anna@demo--7.example");

        assertThat(given(false)).isTrue();
        assertThat(questions).isEmpty();
    }

    @Test
    void the_operator_decides_about_a_database_with_other_accounts() {
        add("ada@example.org");

        answer = Optional.of("");
        assertThat(given(false)).isFalse();
        answer = Optional.of("Yes");
        assertThat(given(false)).isTrue();
        assertThat(questions)
                .hasSize(2)
                .first()
                .asString()
                .isEqualTo(PLACE + " has 1 other account. Add the demo data, with public passwords? [y/N] ");
    }

    @Test
    void without_a_terminal_the_option_decides() {
        add("ada@example.org");
        add("bob@demo.example.org");

        assertThatThrownBy(() -> given(false))
                .isInstanceOf(StartFailedException.class)
                .hasMessageContainingAll(PLACE + " has 2 other accounts", "--yes");
        assertThat(given(true)).isTrue();
    }

    @Test
    void accounts_on_every_page_count() {
        for (int i = 0; i < 250; i++) {
            add("anna" + i + "@demo.example");
        }
        add("ada@example.org");
        for (int i = 250; i < 500; i++) {
            add("anna" + i + "@demo.example");
        }
        answer = Optional.of("");

        assertThat(given(false)).isFalse();
    }
}
