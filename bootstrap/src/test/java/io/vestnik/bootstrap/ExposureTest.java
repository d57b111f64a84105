package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.bootstrap.settings.SettingsException;
import io.vestnik.bootstrap.settings.SettingsReader;
import io.vestnik.contracts.account.CountingHasher;
import io.vestnik.demo.Demo;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.memory.MemoryAccounts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExposureTest {
    private static final Email LOGIN = new Email("anna@demo.example");
    private static final String CLOSED = "closed";

    private final CountingHasher hasher = new CountingHasher();
    private final Users users = new MemoryAccounts(InstantSource.system()).users();

    private static List<String> warning(String host, String registration, String proxies, List<Email> logins)
            throws SettingsException {
        Map<String, String> environment = Map.of(
                "VESTNIK_HOST", host,
                "VESTNIK_REGISTRATION", registration,
                "VESTNIK_TRUSTED_PROXIES", proxies);
        return Exposure.of(SettingsReader.read(Map.of(), environment), Optional.empty(), () -> logins)
                .warning();
    }

    /// The warning in the container of `compose.yaml`.
    private static List<String> inContainer(String publish, String site, String ownProxies) throws SettingsException {
        Map<String, String> environment = Map.of(
                "VESTNIK_HOST",
                "0.0.0.0",
                "VESTNIK_TRUSTED_PROXIES",
                "172.30.177.2," + ownProxies,
                "PUBLISH",
                publish,
                "SITE",
                site);
        return Exposure.of(
                        SettingsReader.read(Map.of(), environment), Publication.of(environment), () -> List.of(LOGIN))
                .warning();
    }

    @Test
    void each_risk_is_named_with_what_ends_it() throws SettingsException {
        assertThat(warning("0.0.0.0", "open", "", List.of(LOGIN)))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("warning: ").contains("VESTNIK_HOST=127.0.0.1"),
                        line -> assertThat(line).contains("VESTNIK_REGISTRATION=closed"),
                        line -> assertThat(line).contains("VESTNIK_TRUSTED_PROXIES"),
                        line -> assertThat(line).contains(LOGIN.value(), "vestnik user disable"));
    }

    @Test
    void a_risk_that_was_ended_is_not_named() throws SettingsException {
        assertThat(warning("0.0.0.0", CLOSED, "", List.of()))
                .hasSize(2)
                .last()
                .asString()
                .contains("TLS");
        assertThat(warning("0.0.0.0", "open", "10.0.0.0/8", List.of()))
                .hasSize(2)
                .last()
                .asString()
                .contains("can register");
        assertThat(warning("0.0.0.0", CLOSED, "10.0.0.0/8", List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void a_server_that_only_this_machine_reaches_has_no_risk(String host) throws SettingsException {
        assertThat(warning(host, "open", "", List.of(LOGIN))).isEmpty();
    }

    @Test
    void a_server_on_loopback_is_reachable_through_its_proxy() throws SettingsException {
        assertThat(warning("127.0.0.1", "open", "127.0.0.1,::1", List.of(LOGIN)))
                .satisfiesExactly(
                        line -> assertThat(line).contains("through its proxy").doesNotContain("VESTNIK_HOST"),
                        line -> assertThat(line).contains("VESTNIK_REGISTRATION=closed"),
                        line -> assertThat(line).contains(LOGIN.value()));
        assertThat(warning("127.0.0.1", CLOSED, "127.0.0.1", List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "127.0.0.1:", "[::1]:8080"})
    void a_container_published_on_this_machine_has_no_risk(String publish) throws SettingsException {
        assertThat(inContainer(publish, "localhost", "")).isEmpty();
        assertThat(inContainer(publish, "https://localhost:8443", "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080", "0.0.0.0:8080", "[::]:8080", "192.0.2.5:8080"})
    void a_container_published_in_plain_http_is_not_encrypted(String publish) throws SettingsException {
        assertThat(inContainer(publish, "localhost", ""))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("warning: ").doesNotContain("VESTNIK_HOST"),
                        line -> assertThat(line).contains("VESTNIK_REGISTRATION=closed"),
                        line -> assertThat(line).contains("unset PUBLISH", "profile tls"),
                        line -> assertThat(line).contains(LOGIN.value()));
    }

    @ParameterizedTest
    @CsvSource({"'localhost, chat.example.org', ''", "chat.example.org, ''", "localhost, 172.30.177.1"})
    void a_container_behind_a_proxy_is_encrypted(String site, String ownProxies) throws SettingsException {
        assertThat(inContainer("127.0.0.1:8080", site, ownProxies))
                .hasSize(3)
                .noneMatch(line -> line.contains("not encrypted"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, http://localhost:8080",
        "127.0.0.1, http://localhost:8080",
        "192.0.2.5, http://192.0.2.5:8080",
        "2001:db8::5, http://[2001:db8::5]:8080"
    })
    void the_printed_address_answers(String host, String url) {
        assertThat(new ListenAddress(host).url(8080)).isEqualTo(url);
    }

    @Test
    void a_demo_login_is_public_until_it_is_disabled_or_has_another_password() {
        List<UserId> ids =
                Demo.publicEmails().stream().map(this::addDemoAccount).toList();
        assertThat(ids).hasSize(3);
        assertThat(Demo.publicLogins(users, hasher)).isEqualTo(Demo.publicEmails());

        users.disable(ids.get(0));
        users.changePassword(new Users.NewPassword(
                ids.get(1),
                Users.Credentials.FIRST_VERSION,
                hasher.hash(new Password("another password")),
                Optional.empty()));

        assertThat(Demo.publicLogins(users, hasher))
                .containsExactly(Demo.publicEmails().get(2));
    }

    @Test
    void a_database_without_demo_data_compares_no_password() {
        assertThat(Demo.publicLogins(users, hasher)).isEmpty();
        assertThat(hasher.verified()).isZero();
    }

    private UserId addDemoAccount(Email email) {
        UserId id = new UserId(UUID.randomUUID());
        users.add(new Users.NewUser(
                id, new UserName("Demo"), email, hasher.hash(new Password("vestnik demo")), Instant.EPOCH));
        return id;
    }
}
