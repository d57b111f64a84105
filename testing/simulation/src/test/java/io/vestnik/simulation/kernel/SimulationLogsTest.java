package io.vestnik.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class SimulationLogsTest {
    private static final Logger LOG = LoggerFactory.getLogger("test");
    private final List<SimulationLogs.Line> lines = new ArrayList<>();

    @AfterEach
    void stop() {
        SimulationLogs.receive(line -> {});
    }

    @Test
    void errors_are_received_and_nothing_else() {
        IllegalStateException cause = new IllegalStateException();
        SimulationLogs.receive(lines::add);
        LOG.warn("event=harmless");
        LOG.error("event=loop_task_failed name={}", "loop", cause);
        assertThat(lines).containsExactly(new SimulationLogs.Line("test", "event=loop_task_failed name=loop", cause));
    }
}
