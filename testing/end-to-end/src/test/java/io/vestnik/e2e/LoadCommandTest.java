package io.vestnik.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.bootstrap.Main;
import io.vestnik.bootstrap.settings.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LoadCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        return Main.run(words, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void a_run_against_an_address_announces_what_it_leaves_there() {
        try (LocalServer server = LocalServer.start(Setup.operated(Map.of()))) {
            int code = run(
                    "load",
                    "direct",
                    "http://localhost:" + server.port(),
                    "--people=2",
                    "--window=1",
                    "--warm-up=0",
                    "--duration=1",
                    "--within-limits",
                    "--json");

            assertThat(code).as("%s", err).isZero();
        }
        assertThat(err.toString())
                .startsWith("at http://localhost:")
                .contains("will remain there", "direct: pairs of users", "0 s of warm-up and 1 s measured");
        assertThat(out.toString()).startsWith("{").contains("\"scenario\" : \"direct\"", "\"LOST\" : 0", "\"p999\"");
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, --people=2, 'nonsense'",
        "direct, --people=1, 'people is 1, it must be 2 to'",
        "direct, --text=4097, 'text is 4097, it must be 48 to 4096'",
        "post, --chats=65, 'chats is 65, it must be 1 to 64'",
        "direct, https://localhost, 'speaks plain http://'"
    })
    void an_invalid_argument_is_named_and_nothing_is_started(String scenario, String word, String named) {
        assertThat(run("load", scenario, word)).isEqualTo(CommandLine.ExitCode.USAGE);

        assertThat(err.toString()).contains(named);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void refused_registrations_have_their_own_exit_code() {
        try (LocalServer server = LocalServer.start(Setup.operated(Map.of(Setting.LIMIT_REGISTRATIONS, "1")))) {
            int code = run("load", "direct", "http://localhost:" + server.port(), "--people=8", "--duration=1");

            assertThat(code).as("%s", err).isEqualTo(3);
        }
        assertThat(err.toString()).contains("rate_limited", "--within-limits", "VESTNIK_LIMIT_REGISTRATIONS=0");
        assertThat(out.toString()).isEmpty();
    }

    /// Follows the recipe of `docs/operations.md`. The limits on connections stay on, even the limit on connections
    /// without a login.
    @Test
    void a_hundred_people_are_served_with_the_four_documented_limits_off() {
        try (LocalServer server = LocalServer.start(Setup.operated(Map.of(
                Setting.LIMIT_SENDS, "0",
                Setting.LIMIT_CHATS, "0",
                Setting.LIMIT_REGISTRATIONS, "0",
                Setting.LIMIT_REQUESTS, "0")))) {
            int code = run(
                    "load",
                    "direct",
                    "http://localhost:" + server.port(),
                    "--people=100",
                    "--warm-up=0",
                    "--duration=2");

            assertThat(code).as("%s%s", out, err).isZero();
        }
        assertThat(out.toString()).doesNotContain("refused", "closed");
    }

    @Test
    void refused_sends_are_explained_unless_within_limits() {
        try (LocalServer server = LocalServer.start(Setup.operated(Map.of(Setting.LIMIT_SENDS, "5")))) {
            String[] words = {
                "load",
                "direct",
                "http://localhost:" + server.port(),
                "--people=2",
                "--window=16",
                "--warm-up=0",
                "--duration=2"
            };
            assertThat(run(words)).as("%s", err).isEqualTo(3);
            assertThat(err.toString()).contains("the server refused sends", "--within-limits");

            String[] obedient = Arrays.copyOf(words, words.length + 1);
            obedient[words.length] = "--within-limits";
            assertThat(run(obedient)).as("%s", err).isZero();
        }
    }

    @Test
    void an_unreachable_server_fails_the_run_with_one_sentence() {
        assertThat(run("load", "direct", "http://localhost:1", "--people=2")).isEqualTo(CommandLine.ExitCode.SOFTWARE);

        assertThat(err.toString().lines().toList().getLast())
                .startsWith("vestnik: the server at http://localhost:1 does not answer: ")
                .doesNotContain("null", "Exception");
    }
}
