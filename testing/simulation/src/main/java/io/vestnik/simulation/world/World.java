package io.vestnik.simulation.world;

import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.checker.CheckReport;
import io.vestnik.checker.Checker;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import io.vestnik.memory.BatchedMemoryStore;
import io.vestnik.memory.MemoryDatabase;
import io.vestnik.simulation.client.ModelClient;
import io.vestnik.simulation.client.NodeDoor;
import io.vestnik.simulation.client.SeenMessages;
import io.vestnik.simulation.fault.Faults;
import io.vestnik.simulation.fault.FaultyCommits;
import io.vestnik.simulation.fault.SimulatedBus;
import io.vestnik.simulation.kernel.Event;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.kernel.SimulatedRuntime;
import io.vestnik.simulation.kernel.Simulation;
import io.vestnik.simulation.kernel.SimulationLogs;
import io.vestnik.simulation.law.CommitOracle;
import io.vestnik.simulation.law.DeviceLaws;
import io.vestnik.simulation.law.Law;
import io.vestnik.simulation.law.LawBook;
import io.vestnik.simulation.law.ReadLaws;
import io.vestnik.simulation.law.SendLaws;
import io.vestnik.simulation.law.Violations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/// A world: a database, nodes and clients, with everything that checks them.
///
/// A test makes a world with an empty plan and lets things happen itself; a run performs the actions of its plan. The
/// JVM has one world at a time, because the receiver of the logs is one for the JVM.
public final class World {
    /// Caffeine logs each failed read of a device. The logger is kept, because its level would be lost with it.
    private static final Logger CAFFEINE = Logger.getLogger("com.github.benmanes.caffeine");

    /// The time between two checks of what must happen in time.
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    /// The time in which a node finds revoked devices whose notification was lost: a search waits for up to twenty
    /// times as long as the previous one took, and some searches may fail.
    private static final Duration DEVICES_CLOSED_WITHIN = Duration.ofSeconds(20);

    private final Plan plan;
    private final Simulation simulation;
    private final Faults faults;
    private final Chronicle chronicle;
    private final Judges judges;
    private final Checker checker = new Checker();
    private final SimulatedProcess operator;
    private final Backend backend;
    private final SimulatedRuntime strangerRuntime;
    private final BatchedMemoryStore observer;
    private final WholeCheck wholeCheck;
    private final List<SimulatedNode> nodes;
    private final List<WorldClient> clients = new ArrayList<>();
    private final ClientActions clientActions = new ClientActions(this);
    private final WorldFaults worldFaults = new WorldFaults(this);
    private final SplittableRandom choices;
    private Optional<Long> calmSinceNanos = Optional.empty();

    /// Makes a world. Nothing runs before [#start].
    public World(Plan plan) {
        this.plan = plan;
        this.simulation = new Simulation(plan.seed());
        this.faults = new Faults(simulation.random());
        this.choices = simulation.random().of("choices of nodes");
        Violations violations = new Violations(violation -> simulation.fail("a law", violation));
        CommitOracle oracle = new CommitOracle(violations, simulation.queue()::nanos);
        this.chronicle = new Chronicle(oracle);
        DeviceLaws devices = new DeviceLaws(violations, simulation.queue()::nanos, DEVICES_CLOSED_WITHIN);
        LawBook book = new LawBook(oracle, new SendLaws(oracle), devices);
        this.judges =
                new Judges(violations, book, new ReadLaws(oracle), defect -> simulation.fail("an answer", defect));
        this.operator = simulation.newProcess("operator");
        this.backend = newBackend();
        this.strangerRuntime = simulation.runtime(simulation.newProcess("stranger"));
        this.observer = newObserver();
        IntStream.range(0, plan.settings().users())
                .forEach(number -> backend.population().addUser());
        this.wholeCheck = new WholeCheck(observer, chronicle.events(), backend.population());
        this.nodes = IntStream.range(0, plan.settings().nodes())
                .mapToObj(number -> new SimulatedNode(backend, judges, plan.settings(), operator, number))
                .toList();
        CAFFEINE.setLevel(Level.OFF);
        SimulationLogs.receive(line ->
                simulation.fail("the log of " + line.logger(), new AssertionError(line.message(), line.cause())));
    }

    private Backend newBackend() {
        SimulatedProcess process = simulation.newProcess("database");
        SimulatedRuntime runtime = simulation.runtime(process);
        Population population = new Population(runtime);
        FaultyCommits commits =
                new FaultyCommits(simulation, process, faults, chronicle::committed, chronicle.oracle()::rejected);
        MemoryDatabase database = new MemoryDatabase(population.accounts(), runtime, commits);
        SimulatedBus bus =
                new SimulatedBus(simulation.queue(), faults, simulation.random().of("delays of notifications"));
        return new Backend(simulation, process, faults, commits, database, population, bus);
    }

    /// A store of a program besides the nodes: the checks read through it, and its transactions hold locks.
    private BatchedMemoryStore newObserver() {
        backend.commits().stranger(strangerRuntime.process());
        return new BatchedMemoryStore(
                BatchedMemoryStore.Opening.of(backend.database(), new LocalNotificationBus(), strangerRuntime),
                simulation::fail);
    }

    // ---- the parts

    /// The plan.
    public Plan plan() {
        return plan;
    }

    /// The threads and events.
    public Simulation simulation() {
        return simulation;
    }

    /// The faults.
    public Faults faults() {
        return faults;
    }

    /// The node with a number; numbers beyond the nodes count from the beginning again.
    public SimulatedNode node(int number) {
        return nodes.get(Math.floorMod(number, nodes.size()));
    }

    /// All nodes.
    List<SimulatedNode> nodes() {
        return nodes;
    }

    /// The client with a number; numbers beyond the clients count from the beginning again.
    public WorldClient client(int number) {
        return clients.get(Math.floorMod(number, clients.size()));
    }

    /// All clients so far, in the order of their numbers.
    public List<WorldClient> clients() {
        return Collections.unmodifiableList(clients);
    }

    /// The user with a number; numbers beyond the users count from the beginning again.
    public UserId user(int number) {
        List<UserId> users = backend.population().users();
        return users.get(Math.floorMod(number, users.size()));
    }

    int users() {
        return backend.population().users().size();
    }

    /// The chats in the order in which they were opened, deleted ones included.
    public List<ChatId> chats() {
        return chronicle.chats();
    }

    /// The number of committed changes.
    public long changes() {
        return chronicle.oracle().changes();
    }

    Judges judges() {
        return judges;
    }

    Backend backend() {
        return backend;
    }

    BatchedMemoryStore observer() {
        return observer;
    }

    /// The runtime of a program besides the nodes.
    SimulatedRuntime strangerRuntime() {
        return strangerRuntime;
    }

    CommitOracle oracle() {
        return chronicle.oracle();
    }

    Checker checker() {
        return checker;
    }

    // ---- what happens

    /// Starts the nodes and the clients, and schedules the actions of the plan.
    public void start() {
        nodes.forEach(SimulatedNode::start);
        for (int i = 0; i < plan.settings().clients(); i++) {
            WorldClient client = logIn(i);
            later(
                    Duration.ofMillis(100),
                    "first connection",
                    () -> client.model().goOnline(ModelClient.ResumeStyle.VERSIONS));
        }
        for (Action action : plan.actions()) {
            later(Duration.ofMillis(action.atMillis()), action.kind().name(), () -> perform(action));
        }
        if (plan.profile() == Profile.CALM) {
            calm();
        }
        later(CHECK_EVERY, "checks", this::check);
    }

    void later(Duration delay, String label, Runnable work) {
        Event unused = simulation.queue().add(operator, delay.toNanos(), label, work);
    }

    /// Adds a client on a new device of a user. It does not connect yet.
    WorldClient logIn(int user) {
        SeenMessages seen = new SeenMessages(backend.population().users()::indexOf);
        WorldClient client = new WorldClient(
                clients.size(),
                backend.population().logIn(user(user)),
                new WorldClient.Surroundings(simulation, faults, judges.book(), this::anyNode, checker, seen));
        clients.add(client);
        return client;
    }

    private Optional<NodeDoor> anyNode() {
        List<NodeDoor> open =
                nodes.stream().flatMap(node -> node.door().stream()).toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(choices.nextInt(open.size())));
    }

    /// Performs an action now.
    public void perform(Action action) {
        simulation.trace().note(action.toString());
        switch (action.kind()) {
            case SEND, SEND_HTTP, REPEAT_HTTP, INTRUDE, EDIT, DELETE, READ, TYPE, HISTORY, SLEEP ->
                clientActions.perform(action);
            case DIRECT, FOUND, ADD, REMOVE, LEAVE, RETITLE, ROLE, DISSOLVE -> clientActions.perform(action);
            case REVOKE, LOG_IN, CUT, HALF_OPEN, FAULT, LOCK, CUT_BUS, PAUSE, KILL, DRAIN, CLOCK ->
                worldFaults.perform(action);
        }
    }

    /// Lets a client be offline for a while.
    void sleep(WorldClient client, int millis, ModelClient.ResumeStyle style) {
        client.goOffline();
        later(Duration.ofMillis(millis), "wake", () -> client.model().goOnline(style));
    }

    /// Ends all faults: from now on nothing fails, and every client is online. A client that has loaded its list of
    /// chats connects again. If both the notification of joining a chat and that of leaving it were lost, the node does
    /// not know that the list contained the chat.
    public void recover() {
        faults.endAll();
        backend.bus().heal();
        nodes.forEach(SimulatedNode::recover);
        clients.forEach(client -> {
            boolean lists = client.model().lists();
            client.model().goOnline(ModelClient.ResumeStyle.VERSIONS);
            if (lists) {
                client.cut(Duration.ZERO, Duration.ZERO);
            }
        });
    }

    /// Declares that from now on each change must arrive in time.
    public void calm() {
        calmSinceNanos = Optional.of(simulation.queue().nanos());
    }

    // ---- checks

    private void check() {
        judges.book().sends().requireAnswers();
        nodes.forEach(SimulatedNode::excusePause);
        nodes.forEach(node -> judges.violations()
                .require(Law.L8, node.exceeded().isEmpty(), () -> "a node exceeds " + node.exceeded()));
        judges.book().devices().requireClosed();
        calmSinceNanos.ifPresent(
                since -> clients.forEach(client -> client.laws().ifPresent(laws -> laws.requireTimely(since))));
        later(CHECK_EVERY, "checks", this::check);
    }

    /// Checks the whole database. A violation fails the simulation.
    public void checkDatabase() {
        try {
            wholeCheck.run();
        } catch (RuntimeException | AssertionError e) {
            simulation.fail("the whole database", e);
        }
    }

    /// The checks for a world in which nothing happens any more.
    public QuietCheck quiet() {
        return new QuietCheck(this);
    }

    /// The record of what the clients have sent and received.
    ///
    /// @return the result of the checker
    CheckReport finishChecker() {
        return checker.finish(simulation.queue().nanos());
    }
}
