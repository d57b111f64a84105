package io.vestnik.simulation.client;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.simulation.kernel.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The network of one client, whose frames, answers and time a test decides.
final class ScriptedNetwork implements Network {
    final FakeNode node = new FakeNode();
    final List<FromClient> sent = new ArrayList<>();
    final List<Resume> resumes = new ArrayList<>();
    final List<Consumer<HttpAnswer<SendMessage.Outcome>>> httpSends = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<Later> later = new ArrayList<>();
    private final NodeDoor door;
    private long nanos;
    private SimulatedLink.@Nullable ClientEnd end;

    private record Call(Runnable serve, Runnable lose) {}

    private record Later(long dueNanos, Runnable task) {}

    ScriptedNetwork() {
        Simulation simulation = new Simulation(0);
        door = node.door(simulation.runtime(simulation.newProcess("node")));
    }

    // ---- what a test does

    void frame(FromServer frame) {
        Objects.requireNonNull(end, "not connected").received(frame);
    }

    void event(LiveEvent event) {
        frame(new FromServer.Event(event));
    }

    void live() {
        frame(new FromServer.Ready("epoch"));
        event(new LiveEvent.CaughtUp());
    }

    void cut(ConnectionEnd why) {
        Objects.requireNonNull(end, "not connected").ended(why);
    }

    /// Lets time pass and runs what is due.
    void pass(Duration time) {
        nanos += time.toNanos();
        List<Later> due =
                later.stream().filter(each -> each.dueNanos() <= nanos).toList();
        later.removeAll(due);
        due.forEach(each -> each.task().run());
    }

    /// Serves the requests over HTTP, and those that follow from their answers.
    void serve() {
        while (!calls.isEmpty()) {
            serveOne();
        }
    }

    void serveOne() {
        calls.removeFirst().serve().run();
    }

    void loseOne() {
        calls.removeFirst().lose().run();
    }

    int calls() {
        return calls.size();
    }

    List<FromClient.Send> sends() {
        return sent.stream()
                .filter(FromClient.Send.class::isInstance)
                .map(FromClient.Send.class::cast)
                .toList();
    }

    // ---- the network

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void later(Duration delay, String label, Runnable task) {
        later.add(new Later(nanos + delay.toNanos(), task));
    }

    @Override
    public Line connect(Resume resume, SimulatedLink.ClientEnd newEnd) {
        resumes.add(resume);
        end = newEnd;
        return sent::add;
    }

    @Override
    public <T> void call(HttpCall<T> call, Consumer<HttpAnswer<T>> answered) {
        calls.add(new Call(
                () -> answered.accept(new HttpAnswer.Served<>(
                        call.on(door).toCompletableFuture().join())),
                () -> answered.accept(new HttpAnswer.Lost<>())));
    }

    @Override
    public void send(SendMessage.Command command, Consumer<HttpAnswer<SendMessage.Outcome>> answered) {
        httpSends.add(answered);
    }
}
