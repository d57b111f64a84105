package io.vestnik.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.AttackOrder;
import io.vestnik.attacks.kit.Expectation;
import io.vestnik.embedded.DatabaseAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttackerTest {
    private static final Attack ATTACK = new Attack(
            "probe", "sends two requests", List.of(Expectation.requests(2), Expectation.answers(1, "200")), context -> {
                return () -> context.tally().sent(2);
            });

    private final AttackContext context = new AttackContext(
            new AttackOrder("probe", 0, 250, Duration.ofSeconds(2), true), new DatabaseAddress("", "", ""));

    @Test
    void an_attack_that_caused_what_it_expects_has_no_breach() throws Exception {
        ATTACK.preparation().prepare(context).run();
        context.tally().answered("200");
        assertThat(Attacker.results(ATTACK, context))
                .contains("\"breaches\":[]")
                .contains("\"requests\":2");
    }

    @Test
    void an_attack_that_never_attacked_is_reported() {
        assertThat(Attacker.results(ATTACK, context))
                .contains("vacuous: 0 requests, at least 2 expected")
                .contains("vacuous: 0 answers 200, at least 1 expected");
    }
}
