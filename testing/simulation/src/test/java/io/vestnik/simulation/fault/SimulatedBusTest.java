package io.vestnik.simulation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.bus.Notification;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.kernel.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

@EnabledForJreRange(minVersion = 24)
class SimulatedBusTest {
    private final Simulation simulation = new Simulation(6);
    private final Faults faults = new Faults(simulation.random());
    private final SimulatedBus bus =
            new SimulatedBus(simulation.queue(), faults, simulation.random().of("bus"));
    private final SimulatedBus.Port one = bus.join(simulation.newProcess("one"));
    private final SimulatedBus.Port other = bus.join(simulation.newProcess("other"));
    private final List<Notification> atOne = new ArrayList<>();
    private final List<Notification> atOther = new ArrayList<>();

    SimulatedBusTest() {
        one.subscribe(atOne::add);
        other.subscribe(atOther::add);
    }

    private static Notification about(long chat) {
        return new Notification.Uncertain(new ChatId(new UUID(1, chat)));
    }

    private static List<Notification> hundred() {
        return LongStream.range(0, 100).mapToObj(SimulatedBusTest::about).toList();
    }

    private void run() {
        simulation.run(Long.MAX_VALUE, Duration.ofMinutes(1));
        simulation.requireNoFailure();
    }

    @Test
    void every_node_gets_the_notifications_of_a_node_in_order() {
        hundred().forEach(one::publish);
        run();
        assertThat(atOne).isEqualTo(hundred());
        assertThat(atOther).isEqualTo(hundred());
    }

    @Test
    void late_notifications_are_overtaken() {
        faults.begin(FaultKind.NOTIFICATION_LATE, 50);
        hundred().forEach(one::publish);
        run();
        assertThat(atOther).containsExactlyInAnyOrderElementsOf(hundred()).isNotEqualTo(hundred());
    }

    @Test
    void notifications_are_lost_and_doubled() {
        faults.next(FaultKind.NOTIFICATION_LOST);
        one.publish(about(1));
        run();
        assertThat(atOne.size() + atOther.size()).isEqualTo(1);
        faults.next(FaultKind.NOTIFICATION_DOUBLED);
        one.publish(about(2));
        run();
        assertThat(atOne.size() + atOther.size()).isEqualTo(4);
    }

    @Test
    void a_cut_node_misses_notifications_and_learns_of_the_gap() {
        other.deafen();
        one.publish(about(1));
        run();
        assertThat(atOther).isEmpty();
        other.connect();
        one.publish(about(2));
        run();
        assertThat(atOther).contains(new Notification.Interrupted(), about(2));
        assertThat(atOne).containsExactly(about(1), about(2));
    }

    @Test
    void a_silent_node_still_hears_itself() {
        one.silence();
        one.publish(about(1));
        run();
        assertThat(atOne).containsExactly(about(1));
        assertThat(atOther).isEmpty();
    }

    @Test
    void the_end_of_a_device_always_reaches_its_own_node() {
        faults.begin(FaultKind.NOTIFICATION_LOST, 100);
        Notification ended = new Notification.DeviceEnded(new UserId(new UUID(2, 1)), new DeviceId(new UUID(3, 1)));
        one.publish(ended);
        run();
        assertThat(atOne).containsExactly(ended);
        assertThat(atOther).isEmpty();
    }
}
