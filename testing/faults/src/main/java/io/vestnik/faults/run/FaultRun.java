package io.vestnik.faults.run;

import io.vestnik.client.Transport;
import io.vestnik.faults.run.client.Clients;
import io.vestnik.faults.run.client.JavaClients;
import io.vestnik.faults.run.client.JavaScriptClients;
import io.vestnik.faults.run.client.Load;
import io.vestnik.faults.run.client.Pause;
import io.vestnik.faults.run.client.Population;
import io.vestnik.faults.run.client.Problems;
import io.vestnik.faults.run.client.RawClients;
import io.vestnik.faults.run.client.Recording;
import io.vestnik.faults.run.fault.Fault;
import io.vestnik.faults.run.fault.FaultKind;
import io.vestnik.faults.run.fault.FaultKinds;
import io.vestnik.faults.run.fault.Injector;
import io.vestnik.faults.run.fault.Schedule;
import io.vestnik.faults.run.fault.SystemTarget;
import io.vestnik.faults.run.history.Traffic;
import io.vestnik.faults.run.history.Users;
import io.vestnik.faults.run.system.OwnNetwork;
import io.vestnik.faults.run.system.TestedSystem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// Injects faults into a built server while clients use it, and checks the laws from what the clients saw. Exits with 1
/// if a law was violated or the server did not recover, with 2 if the machine lacks what the options need, and with 3
/// if the run does not end in time.
///
/// ```text
/// --home=PATH          the directory of the sources with the launcher; default the current directory
/// --out=PATH           the directory for results; default target/faults
/// --seed=N             determines the schedule and what the clients do; default random
/// --seconds=N          how long faults are injected; default 300
/// --round=N            the histories are checked after this many seconds, and new chats begin; default 600
/// --longest=N          the maximum length of one fault in seconds; default 5
/// --database=NAME      bundled (default), or debian
/// --pooler=no          without PgBouncer
/// --network=no         without a network namespace of the run. By default root has one if the programs unshare, ip and
///                      nft exist; only with it packets are lost
/// --disk=yes           puts the data of the database on a small file system, which faults fill (root only)
/// --disk=volatile      also on a disk that loses what was not flushed and can be slow, with nbdkit and nbdfuse
/// --disk=auto          the best of both that is possible here
/// --standby=yes        gives Debian's PostgreSQL a synchronous standby, to which faults fail over
/// --losses=yes         also injects faults that may lose acknowledged messages: the restore of a backup, and with a
///                      standby an asynchronous failover. For at most 600 seconds
/// --clocks=yes         moves the clocks of the server and of Debian's PostgreSQL with libfaketime; auto: if it is
///                      installed
/// --only=A,B           the kinds of faults; default all
/// --clients=N          the number of clients: 60 % Java library, 20 % JavaScript library, 20 % plain frames; default
///                      100
/// --rate=N             the actions of all clients in a second; default 1500
/// --heap=SIZE          the server's heap; default 512m
/// --keep               keeps the histories of rounds without a violation
/// --short              injects twelve faults in a fixed order, and ignores --seconds and --only
/// --skip=yes           a machine without Debian's PostgreSQL is no failure if the options need it
/// ```
///
/// What `auto` and the network need and the machine lacks is printed as NOT TRIED. The program installs nothing.
///
/// All processes end with this one, and listen on the loopback interface only. In its own network namespace the run
/// has a loopback interface of its own.
public final class FaultRun {
    /// The time for the start, the checks and the end, in addition to twice the length of the run.
    private static final Duration OVERHEAD_MAX = Duration.ofMinutes(15);

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(20);
    private static final int TIMED_OUT = 3;
    private static final int NOT_POSSIBLE = 2;

    /// The flags of Java for the run in a network of its own, which are those of the outer process.
    private static final List<String> FLAGS =
            ManagementFactory.getRuntimeMXBean().getInputArguments();

    private final RunOptions options;
    private final Problems problems = new Problems();
    private final Traffic traffic = new Traffic();
    private final Users users = new Users();

    private FaultRun(RunOptions options) {
        this.options = options;
    }

    public static void main(String... args) throws IOException {
        RunOptions options = RunOptions.of(args);
        options.missing().ifPresent(lacking -> {
            System.out.println("NOT TRIED: this machine lacks " + lacking);
            System.exit(options.skips() ? 0 : NOT_POSSIBLE);
        });
        if (options.wantsOwnNetwork()) {
            System.exit(OwnNetwork.runAgain(FaultRun.class, FLAGS, args));
        }
        if (options.isInside()) {
            OwnNetwork.endWithInput();
        }
        endAfter(options.length().multipliedBy(2).plus(OVERHEAD_MAX));
        System.exit(new FaultRun(options).run() ? 0 : 1);
    }

    /// Ends this process after a time. The processes that it has started then end, too.
    private static void endAfter(Duration max) {
        Thread.ofPlatform().daemon().name("time-limit").start(() -> {
            Pause.of(max);
            System.err.println("the run does not end within " + max.toSeconds() + " s");
            Runtime.getRuntime().halt(TIMED_OUT);
        });
    }

    private boolean run() throws IOException {
        Path out = Files.createDirectories(options.out());
        Path directory = Files.createTempDirectory(out, "run-");
        System.out.printf(Locale.ROOT, "seed %d, results in %s%n", options.seed(), directory);
        options.notTried().forEach(what -> System.out.println("NOT TRIED: " + what));
        Transport transport = Transport.create().waiting(HTTP_TIMEOUT);
        try (TestedSystem system = TestedSystem.start(options.system(directory.resolve("logs")))) {
            Population population =
                    Population.register(options.clients(), system.server().address(), transport, users);
            try (RoundFiles files = new RoundFiles(directory, options.clients(), users, traffic)) {
                List<Clients> clients = start(system.address(), transport, population, files.recordings());
                try {
                    awaitLive(clients);
                    Rounds rounds = new Rounds(options, new Rounds.Parts(system, population, clients, files), problems);
                    Summary summary = inject(rounds, system, clients);
                    files.discard();
                    summary.write(directory, out);
                    System.out.println(summary.text());
                    return summary.isClean();
                } finally {
                    clients.forEach(Clients::close);
                }
            }
        }
    }

    private List<Clients> start(URI server, Transport transport, Population population, List<Recording> recordings) {
        int count = options.clients();
        int javaEnd = count * 3 / 5;
        int scriptEnd = count * 4 / 5;
        Load load = new Load(options.seed(), options.rate() / count);
        List<Clients> clients = new ArrayList<>();
        try {
            clients.add(new JavaScriptClients(
                    new JavaScriptClients.Program(
                            options.node(),
                            options.home().resolve("testing/faults/src/main/javascript/clients.mjs"),
                            options.home().resolve("clients/javascript")),
                    server,
                    population.accounts(javaEnd, scriptEnd),
                    recordings.subList(javaEnd, scriptEnd),
                    load,
                    problems));
            clients.add(new JavaClients(
                    server,
                    transport,
                    population.accounts(0, javaEnd),
                    recordings.subList(0, javaEnd),
                    load,
                    problems));
            clients.add(new RawClients(
                    server,
                    transport,
                    population.accounts(scriptEnd, count),
                    recordings.subList(scriptEnd, count),
                    load,
                    problems));
            return clients;
        } catch (RuntimeException e) {
            clients.forEach(Clients::close);
            throw e;
        }
    }

    private static void awaitLive(List<Clients> clients) {
        if (!Pause.until(START_MAX, () -> clients.stream().allMatch(Clients::areLive))) {
            throw new IllegalStateException("the clients do not connect");
        }
    }

    private Summary inject(Rounds rounds, TestedSystem system, List<Clients> clients) throws IOException {
        List<FaultKind> kinds = FaultKinds.all(system.settings(), options.longestFault()).stream()
                .filter(kind -> options.only().isEmpty() || options.only().contains(kind.name()))
                .toList();
        Schedule schedule = new Schedule(kinds, options.seed());
        Injector injector = new Injector(
                new SystemTarget(system, clients, schedule.random()), traffic, problems, Injector.Waits.USUAL);
        long begin = System.nanoTime();
        if (options.shortForm()) {
            Deque<Fault> faults = new ArrayDeque<>(Schedule.shortForm(kinds));
            rounds.run(history -> {
                while (!faults.isEmpty()) {
                    injector.inject(faults.remove(), history);
                }
            });
        } else {
            long end = begin + options.length().toNanos();
            while (System.nanoTime() < end) {
                long roundEnd =
                        Math.min(end, System.nanoTime() + options.round().toNanos());
                rounds.run(history -> {
                    while (System.nanoTime() < roundEnd) {
                        injector.inject(schedule.next(), history);
                    }
                });
            }
        }
        system.server().keepLog().forEach(problems::add);
        return new Summary(
                options,
                new Summary.Run(
                        system.database().version(),
                        system.settings().parts(),
                        Duration.ofNanos(System.nanoTime() - begin)),
                injector.counts(),
                rounds.reports(),
                traffic,
                problems.all());
    }
}
