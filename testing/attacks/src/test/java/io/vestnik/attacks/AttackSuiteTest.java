package io.vestnik.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vestnik.attacks.attack.Catalog;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.run.Outcome;
import io.vestnik.attacks.run.Trials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Runs the suite for a few seconds. `make attacks` runs all attacks, and `.ci/run` runs a selection.
class AttackSuiteTest {

    @Test
    void a_server_that_withstands_an_attack_passes() throws InterruptedException {
        Outcome outcome = run(Attacker.class, Duration.ofSeconds(3), "malformed-frames");
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.requests()).isPositive();
        assertThat(outcome.attacked().sends().count()).isPositive();
        assertThat(outcome.attacked().logins().count()).isPositive();
    }

    @Test
    void a_server_that_dies_fails() throws InterruptedException {
        Outcome outcome = run(KillingAttacker.class, Duration.ofSeconds(10), "kill");
        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.problems()).anyMatch(problem -> problem.startsWith("the server died after"));
    }

    @Test
    void names_of_attacks_are_unique() {
        assertThat(Catalog.all())
                .extracting(Attack::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z-]+"));
        assertThat(Catalog.all()).containsAll(Catalog.ofShortRun());
    }

    private static Outcome run(Class<?> attacker, Duration length, String attack) throws InterruptedException {
        Path module = Path.of(System.getProperty("attacks.module"));
        Path build = module.relativize(Path.of(System.getProperty("attacks.build")));
        Path server = module.resolve("../../bootstrap")
                .resolve(build)
                .resolve("vestnik")
                .normalize();
        // `mvn test` does not build the jar; the test is then skipped.
        assumeTrue(Files.exists(server.resolve("vestnik.jar")));
        Trials.Settings settings = new Trials.Settings(
                server, "256m", Duration.ofMillis(500), length, Duration.ofSeconds(10), true, attacker.getName());
        try (Trials trials = new Trials(settings)) {
            return trials.run(attack);
        }
    }
}
