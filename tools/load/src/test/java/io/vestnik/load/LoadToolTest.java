package io.vestnik.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.checker.Breach;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LoadToolTest {
    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "GROUP", "HOT", "POST", "READ", "SOAK"})
    void a_correct_server_has_no_violations(Scenario scenario) throws IOException {
        LoadReport report = run(plan(scenario), TinyServer.Fault.NONE);

        assertThat(report.examples()).isEmpty();
        assertThat(report.exitCode()).isZero();
        assertThat(report.ack().count()).isPositive();
        assertThat(report.deliveriesPerSecond()).isPositive();
        assertThat(report.historyChecked()).isGreaterThanOrEqualTo(report.ack().count());
        assertThat(report.connectionsLost()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "LOSES_WHAT_IT_ACKNOWLEDGED, DIRECT, LOST",
        "LOSES_WHAT_IT_ACKNOWLEDGED, POST, LOST",
        "FORGETS_TO_DELIVER, DIRECT, HOLE",
        "FORGETS_TO_DELIVER, DIRECT, LOST",
        "DELIVERS_TWICE, GROUP, DOUBLED",
        "DELIVERS_IN_ANOTHER_ORDER, DIRECT, OUT_OF_ORDER",
        "STORES_TWICE, DIRECT, DOUBLED",
        "LEAVES_A_PLACE_OUT, DIRECT, HOLE",
        "LEAVES_A_PLACE_OUT, POST, HOLE",
        "SHOWS_IT_TO_A_STRANGER, DIRECT, LEAKED",
        "MOVES_A_MARK_BACK, READ, READ_MARK",
        "KEEPS_READING_TO_ITSELF, READ, READ_MARK"
    })
    void each_fault_is_reported_as_its_violation(TinyServer.Fault fault, Scenario scenario, Breach breach)
            throws IOException {
        LoadReport report = run(plan(scenario).withDrain(Duration.ofMillis(500)), fault);

        assertThat(report.breaches().get(breach)).as("%s", report.examples()).isPositive();
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void a_lower_id_than_that_of_a_message_acknowledged_before_is_reported() throws IOException {
        LoadReport report = run(
                plan(Scenario.DIRECT).withPeople(2).withWriters(1).withWindow(1).withDrain(Duration.ofMillis(500)),
                TinyServer.Fault.GIVES_A_LATER_ID_FIRST);

        assertThat(report.examples()).anyMatch(example -> example.contains("REAL_TIME"));
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void temporarily_refused_sends_are_retried_in_order() throws IOException {
        LoadReport report = run(plan(Scenario.DIRECT), TinyServer.Fault.REFUSES_FOR_A_WHILE);

        assertThat(report.examples()).isEmpty();
        assertThat(report.refusals()).containsKey("unavailable");
    }

    @Test
    void an_open_loop_keeps_its_rate_independent_of_answers() throws IOException {
        LoadReport report =
                run(plan(Scenario.DIRECT).withRate(400).withDuration(Duration.ofSeconds(1)), TinyServer.Fault.NONE);

        assertThat(report.examples()).isEmpty();
        // A closed loop would send tens of thousands per second. The wide range tolerates a machine that stalls for a
        // while.
        assertThat(report.messagesPerSecond()).isBetween(200.0, 600.0);
        assertThat(report.floorMillis()).isZero();
    }

    @Test
    void an_open_loop_keeps_its_window_and_counts_unsent_messages() throws IOException {
        try (TinyServer server = new TinyServer(TinyServer.Fault.ANSWERS_LATE)) {
            // At 400 messages per second, 20 are due before the first answer.
            LoadReport report = run(
                    plan(Scenario.DIRECT)
                            .withPeople(2)
                            .withWriters(1)
                            .withRate(400)
                            .withWindow(4),
                    server);

            assertThat(report.examples()).isEmpty();
            assertThat(server.mostUnanswered()).isEqualTo(4);
            assertThat(report.unsent()).isPositive();
        }
    }

    @Test
    void idle_connections_come_live_and_stay() throws IOException {
        LoadReport report = run(plan(Scenario.IDLE).withConnections(40), TinyServer.Fault.NONE);

        assertThat(report.connectionsLost()).isZero();
        assertThat(report.idle()).isNotNull();
        assertThat(report.exitCode()).isZero();
    }

    @Test
    void a_history_is_paged_at_both_ends() throws IOException {
        LoadReport report = run(plan(Scenario.HISTORY).withDepth(500).withConnections(2), TinyServer.Fault.NONE);

        assertThat(report.examples()).isEmpty();
        assertThat(report.paging())
                .hasSize(2)
                .allSatisfy(page -> assertThat(page.requestsPerSecond()).isPositive());
        assertThat(report.paging().getLast().offset()).isGreaterThanOrEqualTo(450);
    }

    @Test
    void a_page_with_a_gap_is_reported() throws IOException {
        LoadReport report =
                run(plan(Scenario.HISTORY).withDepth(500).withConnections(2), TinyServer.Fault.LEAVES_A_PLACE_OUT);

        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void the_report_has_a_text_and_a_json_form() throws IOException {
        LoadReport report = run(plan(Scenario.READ), TinyServer.Fault.NONE);

        assertThat(report.text()).contains("acknowledged", "p99.9", "lost 0, doubled 0, out of order 0, hole 0");
        assertThat(report.json()).contains("\"messagesPerSecond\"", "\"p999\"", "\"LOST\" : 0");
        // A load run does not read the counts of unread messages.
        assertThat(report.text()).doesNotContain("unread");
    }

    private static LoadPlan plan(Scenario scenario) {
        return LoadPlan.of(scenario)
                .withPeople(10)
                .withWindow(4)
                .withWarmUp(Duration.ZERO)
                .withDuration(Duration.ofMillis(500))
                .withDrain(Duration.ofSeconds(10));
    }

    private static LoadReport run(LoadPlan plan, TinyServer.Fault fault) throws IOException {
        try (TinyServer server = new TinyServer(fault)) {
            return run(plan, server);
        }
    }

    private static LoadReport run(LoadPlan plan, TinyServer server) {
        return new LoadTool(line -> {}).run(plan, new Target(server.address(), OptionalLong.empty()));
    }
}
