package io.vestnik.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.checker.CheckReport;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.simulation.fault.FaultKind;
import io.vestnik.simulation.kernel.Simulation;
import io.vestnik.simulation.law.ChatCopy;
import io.vestnik.simulation.law.Law;
import io.vestnik.simulation.law.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/// A world of three users with one client each, who share a group.
@EnabledForJreRange(minVersion = 24)
class WorldTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofSeconds(40);

    private static World begin(int nodes) {
        World world = new World(Plan.empty(1, nodes, 3));
        world.start();
        run(world, SECOND);
        world.perform(new Action(0, Action.Kind.FOUND, 0, 1, 2));
        run(world, SECOND);
        assertThat(world.chats()).hasSize(1);
        return world;
    }

    private static void run(World world, Duration time) {
        world.simulation().run(Long.MAX_VALUE, time);
        world.simulation().requireNoFailure();
    }

    private static List<Long> ids(World world, int client) {
        ChatId chat = world.chats().getFirst();
        return Optional.ofNullable(world.client(client).model().view().get(chat))
                .map(ChatCopy::messages)
                .orElseThrow()
                .values()
                .stream()
                .map(Message::id)
                .map(MessageId::value)
                .toList();
    }

    private static void send(World world, int client, int count) {
        world.client(client).send(world.chats().getFirst(), count);
    }

    private static Law law(World world) {
        Simulation.Failure failure = world.simulation().failure().orElseThrow();
        assertThat(failure.cause()).isInstanceOf(Violation.class);
        return ((Violation) failure.cause()).law();
    }

    private static void requireQuiet(World world) {
        run(world, QUIET);
        world.quiet().requireEqualViews();
        world.checkDatabase();
        world.simulation().requireNoFailure();
    }

    // ---- without faults

    @Test
    void each_message_reaches_the_clients_on_all_nodes() {
        World world = begin(3);
        for (int client = 0; client < 3; client++) {
            send(world, client, 2);
        }
        run(world, SECOND);
        for (int client = 0; client < 3; client++) {
            assertThat(ids(world, client)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }
        requireQuiet(world);
    }

    @Test
    void the_checker_counts_what_the_clients_saw() {
        World world = begin(2);
        send(world, 1, 5);
        run(world, QUIET);
        CheckReport report = world.quiet().requireLawfulHistories();
        world.simulation().requireNoFailure();
        assertThat(report.sends()).isEqualTo(new CheckReport.Sends(5, 5, 0, 0, 0, 0));
        assertThat(report.messagesCompared()).isEqualTo(5);
    }

    @Test
    void a_world_without_clients_holds_nothing() {
        World world = begin(2);
        send(world, 0, 3);
        run(world, QUIET);
        world.quiet().disconnectAll();
        run(world, Duration.ofSeconds(15));
        world.quiet().requireNothingHeld();
        world.quiet().stopNodes();
        run(world, Duration.ofSeconds(30));
        world.quiet().requireNoThreads();
        world.simulation().requireNoFailure();
    }

    // ---- the checks find something

    @Test
    void a_client_that_has_not_caught_up_violates_a_law() {
        World world = begin(1);
        world.client(2).goOffline();
        run(world, QUIET);
        world.quiet().requireEqualViews();
        assertThat(law(world)).isEqualTo(Law.L8);
    }

    @Test
    void memory_for_connected_clients_counts_as_held() {
        World world = begin(1);
        run(world, QUIET);
        world.quiet().requireNothingHeld();
        assertThat(law(world)).isEqualTo(Law.L8);
    }

    @Test
    void the_threads_of_a_running_node_are_found() {
        World world = begin(1);
        world.quiet().requireNoThreads();
        assertThat(law(world)).isEqualTo(Law.L8);
    }

    // ---- faults

    @Test
    void a_message_whose_answer_is_lost_is_stored_once() {
        World world = begin(2);
        world.faults().next(FaultKind.OUTCOME_STORED);
        send(world, 1, 1);
        requireQuiet(world);
        assertThat(world.faults().counts()).containsEntry(FaultKind.OUTCOME_STORED, 1L);
        assertThat(ids(world, 0)).containsExactly(1L);
    }

    @Test
    void a_message_whose_commit_is_lost_is_sent_again() {
        World world = begin(2);
        world.faults().next(FaultKind.OUTCOME_LOST);
        send(world, 1, 3);
        requireQuiet(world);
        assertThat(ids(world, 0)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_message_that_is_committed_late_is_stored_once() {
        World world = begin(2);
        world.faults().next(FaultKind.OUTCOME_LATE);
        send(world, 1, 3);
        requireQuiet(world);
        assertThat(ids(world, 2)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_node_that_dies_during_a_commit_holds_no_lock() {
        World world = begin(1);
        world.faults().next(FaultKind.COMMIT_SLOW);
        send(world, 1, 2);
        // The commit begins within some milliseconds.
        run(world, Duration.ofMillis(5));
        world.node(0).kill(SECOND);
        requireQuiet(world);
        assertThat(ids(world, 0)).containsExactly(1L, 2L);
    }

    @Test
    void lost_notifications_are_repaired() {
        World world = begin(3);
        world.faults().begin(FaultKind.NOTIFICATION_LOST, 100);
        send(world, 0, 4);
        run(world, SECOND);
        world.recover();
        requireQuiet(world);
        assertThat(ids(world, 1)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_locked_row_delays_only_its_chat() {
        World world = begin(2);
        world.perform(new Action(0, Action.Kind.LOCK, 0, 0, 0));
        run(world, Duration.ofMillis(1));
        send(world, 0, 1);
        requireQuiet(world);
        assertThat(world.faults().counts()).containsEntry(FaultKind.ROW_LOCKED, 1L);
        assertThat(ids(world, 1)).containsExactly(1L);
    }

    @Test
    void a_node_that_drains_or_pauses_loses_no_client() {
        World world = begin(2);
        world.node(0).drain(SECOND);
        world.node(1).pause(Duration.ofSeconds(15));
        send(world, 0, 1);
        run(world, Duration.ofSeconds(20));
        requireQuiet(world);
        assertThat(ids(world, 2)).containsExactly(1L);
    }

    @Test
    void a_revoked_device_is_logged_out() {
        World world = begin(2);
        world.perform(new Action(0, Action.Kind.REVOKE, 1, 0, 0));
        run(world, Duration.ofSeconds(5));
        assertThat(world.client(1).model().loggedOut()).isTrue();
        assertThat(world.client(0).model().loggedOut()).isFalse();
        requireQuiet(world);
    }

    @Test
    void a_cut_connection_is_opened_again() {
        World world = begin(2);
        world.client(1).cut(Duration.ofSeconds(3), SECOND);
        send(world, 0, 1);
        run(world, SECOND);
        assertThat(ids(world, 1)).isEmpty();
        requireQuiet(world);
        assertThat(ids(world, 1)).containsExactly(1L);
    }
}
