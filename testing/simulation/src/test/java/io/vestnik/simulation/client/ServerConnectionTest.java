package io.vestnik.simulation.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.kernel.Simulation;
import io.vestnik.simulation.law.CommitOracle;
import io.vestnik.simulation.law.DeviceLaws;
import io.vestnik.simulation.law.LawBook;
import io.vestnik.simulation.law.SendLaws;
import io.vestnik.simulation.law.Violation;
import io.vestnik.simulation.law.Violations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

@EnabledForJreRange(minVersion = 24)
class ServerConnectionTest implements SimulatedLink.ClientEnd {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final int MANY = 1_000;
    private final Simulation simulation = new Simulation(4);
    private final SimulatedProcess nodeProcess = simulation.newProcess("node");
    private final SimulatedProcess clientProcess = simulation.newProcess("client");
    private final FakeNode node = new FakeNode();
    private final NodeDoor door = node.door(simulation.runtime(nodeProcess));
    private final List<Violation> violations = new ArrayList<>();
    private final LawBook book = book();
    private final UserId user = new UserId(new UUID(1, 1));
    private final ChatId chatId = new ChatId(new UUID(2, 1));
    private final SimulatedNetwork network = new SimulatedNetwork(
            simulation.queue(),
            clientProcess,
            new ClientDevice(user, new DeviceId(new UUID(3, 1))),
            book,
            () -> Optional.of(door),
            MILLI::toNanos);
    private final List<FromServer> received = new ArrayList<>();
    private final List<ConnectionEnd> ends = new ArrayList<>();

    private LawBook book() {
        Violations found = new Violations(violations::add);
        CommitOracle oracle = new CommitOracle(found, () -> simulation.queue().nanos());
        DeviceLaws devices = new DeviceLaws(found, () -> simulation.queue().nanos(), Duration.ofSeconds(30));
        return new LawBook(oracle, new SendLaws(oracle), devices);
    }

    @Override
    public void received(FromServer frame) {
        received.add(frame);
    }

    @Override
    public void ended(ConnectionEnd end) {
        ends.add(end);
    }

    private Network.Line connect() {
        Network.Line line = network.connect(new Resume.Fresh(), this);
        run(Duration.ofSeconds(1));
        return line;
    }

    private void run(Duration time) {
        simulation.run(Long.MAX_VALUE, time);
        simulation.requireNoFailure();
        assertThat(violations).isEmpty();
    }

    private FakeNode.Session session() {
        return node.sessions.getLast();
    }

    private LiveEvent typing() {
        return new LiveEvent.Typing(chatId, user);
    }

    private void offer(int count) {
        simulation.start(nodeProcess, Duration.ZERO, "offers", () -> {
            for (int i = 0; i < count; i++) {
                session().sink.offer(new EncodedEvent(typing()));
            }
            session().sink.flush();
        });
    }

    private FromClient.Send send(long number) {
        return new FromClient.Send(
                number, chatId, new MessageKey(new UUID(4, number)), new MessageText("text"), Optional.empty());
    }

    @Test
    void ready_comes_first_then_the_replay_then_the_requests_are_served() {
        node.replay = (sink, resume) -> sink.replay(typing());
        Network.Line line = network.connect(new Resume.Fresh(), this);
        run(Duration.ofSeconds(1));
        line.send(new FromClient.Typing(chatId));
        run(Duration.ofSeconds(1));
        assertThat(received).containsExactly(new FromServer.Ready("epoch"), new FromServer.Event(typing()));
        assertThat(session().typing).containsExactly(chatId);
    }

    @Test
    void a_client_that_reads_gets_every_frame() {
        connect();
        offer(300);
        run(Duration.ofSeconds(5));
        assertThat(received).hasSize(301);
        assertThat(ends).isEmpty();
    }

    @Test
    void a_client_that_does_not_read_is_closed_as_a_slow_consumer() {
        connect();
        clientProcess.pause();
        offer(MANY);
        run(Duration.ofSeconds(2));
        clientProcess.resume();
        run(Duration.ofSeconds(10));
        assertThat(ends).containsExactly(ConnectionEnd.SLOW_CONSUMER);
        assertThat(session().closed).isTrue();
    }

    @Test
    void a_replay_waits_for_the_client_and_gives_up_when_it_reads_nothing() {
        List<String> steps = new ArrayList<>();
        node.replay = (sink, resume) -> {
            for (int i = 0; i < MANY; i++) {
                sink.replay(typing());
            }
            sink.awaitReplayed();
            steps.add("replayed");
        };
        Network.Line unused = network.connect(new Resume.Fresh(), this);
        run(Duration.ofMillis(20));
        clientProcess.pause();
        run(Duration.ofSeconds(20));
        assertThat(ends).isEmpty();
        clientProcess.resume();
        run(Duration.ofSeconds(20));
        assertThat(steps).containsExactly("replayed");
        assertThat(received).hasSize(MANY + 1);
    }

    @Test
    void a_replay_that_nobody_reads_is_closed() {
        node.replay = (sink, resume) -> {
            for (int i = 0; i < MANY; i++) {
                sink.replay(typing());
            }
        };
        Network.Line unused = network.connect(new Resume.Fresh(), this);
        run(Duration.ofMillis(20));
        clientProcess.pause();
        run(Duration.ofMinutes(2));
        assertThat(session().closed).isTrue();
    }

    @Test
    void a_fence_passes_after_the_frames_that_the_client_sent_before_its_pong() {
        Network.Line line = connect();
        List<Integer> sendsBefore = new ArrayList<>();
        simulation.start(nodeProcess, Duration.ZERO, "fence", () -> {
            session().sink.fence(() -> sendsBefore.add(session().sends.size()));
            session().sink.flush();
        });
        run(MILLI.multipliedBy(5));
        assertThat(received).endsWith(new FromServer.Ping(1));
        line.send(send(1));
        line.send(new FromClient.Pong(1));
        line.send(send(2));
        run(Duration.ofSeconds(1));
        assertThat(sendsBefore).containsExactly(1);
    }

    @Test
    void reading_pauses_while_too_many_requests_are_unanswered() {
        Network.Line line = connect();
        for (int i = 1; i <= 300; i++) {
            line.send(send(i));
        }
        run(Duration.ofSeconds(1));
        assertThat(session().sends).hasSize(256);
        simulation.start(nodeProcess, Duration.ZERO, "answers", () -> {
            for (int i = 0; i < 128; i++) {
                session().answers.get(i).accept(new SendMessage.Outcome.Unknown(MILLI));
            }
            session().sink.flush();
        });
        run(Duration.ofSeconds(1));
        assertThat(session().sends).hasSize(300);
        assertThat(session().pauses).isEqualTo(1);
        assertThat(book.sends().unanswered()).isEqualTo(172);
    }

    @Test
    void a_cut_ends_both_sides_when_they_notice_it() {
        Network.Line line = connect();
        line.send(send(1));
        run(Duration.ofSeconds(1));
        network.link().orElseThrow().cut(Duration.ofSeconds(1), Duration.ofSeconds(50));
        run(Duration.ofSeconds(2));
        assertThat(ends).containsExactly(ConnectionEnd.CUT);
        assertThat(session().closed).isFalse();
        assertThat(book.sends().unanswered()).isEqualTo(1);
        run(Duration.ofSeconds(50));
        assertThat(session().closed).isTrue();
        assertThat(book.sends().unanswered()).isZero();
    }

    @Test
    void a_node_closes_a_connection_after_the_queued_frames() {
        connect();
        offer(3);
        simulation.start(nodeProcess, MILLI, "close", () -> session().sink.close(EventSink.CloseReason.RESUME));
        run(Duration.ofSeconds(1));
        assertThat(received).hasSize(4);
        assertThat(ends).containsExactly(ConnectionEnd.RESUME);
        assertThat(session().closed).isTrue();
    }

    @Test
    void the_death_of_a_node_cuts_its_connections_and_loses_its_requests() {
        Network.Line line = connect();
        line.send(send(1));
        network.send(
                new SendMessage.Command(
                        chatId, user, new MessageKey(new UUID(5, 1)), new MessageText("text"), Optional.empty()),
                answer -> {});
        run(MILLI.multipliedBy(5));
        nodeProcess.kill();
        run(Duration.ofSeconds(1));
        assertThat(ends).containsExactly(ConnectionEnd.CUT);
        assertThat(book.sends().unanswered()).isZero();
    }

    @Test
    void a_revoked_device_is_refused() {
        node.admits = false;
        Network.Line unused = network.connect(new Resume.Fresh(), this);
        List<HttpAnswer<Outcome<String>>> answers = new ArrayList<>();
        HttpCall<Outcome<String>> call = served -> CompletableFuture.completedStage(Outcome.done("secret"));
        network.call(call, answers::add);
        run(Duration.ofSeconds(10));
        assertThat(ends).containsExactly(ConnectionEnd.DEVICE_REVOKED);
        assertThat(answers).containsExactly(new HttpAnswer.LoggedOut<>());
        assertThat(node.sessions).isEmpty();
    }

    @Test
    void a_request_to_a_node_that_does_not_answer_is_lost_once() {
        nodeProcess.pause();
        List<HttpAnswer<Outcome<String>>> answers = new ArrayList<>();
        HttpCall<Outcome<String>> call = served -> CompletableFuture.completedStage(Outcome.done("late"));
        network.call(call, answers::add);
        run(Duration.ofMinutes(1));
        nodeProcess.resume();
        run(Duration.ofMinutes(1));
        assertThat(answers).containsExactly(new HttpAnswer.Lost<>());
    }
}
