package io.vestnik.faults.run;

import io.vestnik.checker.CheckReport;
import io.vestnik.checker.HistoryFiles;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.faults.run.client.Clients;
import io.vestnik.faults.run.client.HttpRequests;
import io.vestnik.faults.run.client.Pause;
import io.vestnik.faults.run.client.Population;
import io.vestnik.faults.run.client.Problems;
import io.vestnik.faults.run.client.Room;
import io.vestnik.faults.run.history.RunHistory;
import io.vestnik.faults.run.system.Hop;
import io.vestnik.faults.run.system.TestedSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The rounds of a run. A round has chats of its own and ends with a check, so that the memory and the disk space of a
/// long run are bounded. Used by one thread.
final class Rounds {
    /// The maximum time until all messages are acknowledged after the last fault.
    private static final Duration SETTLE_MAX = Duration.ofMinutes(2);

    /// A library may send a read mark this long after the last action.
    private static final Duration LAST_MARKS = Duration.ofSeconds(2);

    private static final Duration EQUAL_MAX = Duration.ofMinutes(1);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private final RunOptions options;
    private final Parts parts;
    private final Problems problems;
    private final SplittableRandom random;
    private final List<CheckReport> reports = new ArrayList<>();

    /// The parts of a run.
    ///
    /// @param files the histories
    record Parts(TestedSystem system, Population population, List<Clients> clients, RoundFiles files) {}

    Rounds(RunOptions options, Parts parts, Problems problems) {
        this.options = options;
        this.parts = parts;
        this.problems = problems;
        this.random = new SplittableRandom(options.seed());
    }

    /// The results of the checks so far.
    List<CheckReport> reports() {
        return List.copyOf(reports);
    }

    /// Runs a round: creates chats, lets the clients work, injects faults, waits until the clients are settled, and
    /// checks their histories.
    ///
    /// @param faults injects the faults, and records them in the history
    void run(Consumer<RunHistory> faults) throws IOException {
        int changers = parts.clients().stream()
                .filter(each -> each.name().equals("java"))
                .mapToInt(each -> each.numbers().size())
                .sum();
        List<Room> rooms = parts.population().rooms(reports.isEmpty(), changers, this::api, random);
        rooms.forEach(room -> strangers(room).forEach(client -> requests(client).stranger(room.chat())));
        parts.clients().forEach(each -> each.work(rooms));
        faults.accept(parts.files().history());
        parts.clients().forEach(Clients::rest);
        awaitSettled();
        Pause.of(LAST_MARKS);
        compare(rooms);
        readAll(rooms);
        Path ended = parts.files().next();
        parts.system().hop(Hop.Place.CLIENTS).ifPresent(hop -> hop.link().cutAll());
        check(ended);
        rooms.stream().filter(Room::isGroup).forEach(this::delete);
        if (!Pause.until(SETTLE_MAX, () -> parts.clients().stream().allMatch(Clients::areLive))) {
            problems.add("not all clients are live after a round");
        }
    }

    private void delete(Room room) {
        try {
            boolean unused = Population.repeated(() -> {
                api(room.owner()).deleteChat(room.chat());
                return true;
            });
        } catch (VestnikException e) {
            // The answer to an earlier attempt may be lost. The chat is of no further use in any case.
            System.err.println("cannot delete " + room.chat() + ": " + e.getMessage());
        }
    }

    private VestnikApi api(int client) {
        return clientsOf(client).api(client);
    }

    private Clients clientsOf(int client) {
        return parts.clients().stream()
                .filter(each -> each.numbers().contains(client))
                .findFirst()
                .orElseThrow();
    }

    private void awaitSettled() {
        if (!Pause.until(SETTLE_MAX, () -> parts.clients().stream().allMatch(Clients::areSettled))) {
            problems.add("not settled within " + SETTLE_MAX.toSeconds() + " s: "
                    + parts.clients().stream()
                            .filter(each -> !each.areSettled())
                            .map(Clients::name)
                            .toList());
        }
    }

    /// Compares the clients' own state with the server, until both are equal or the time is over.
    private void compare(List<Room> rooms) {
        long until = System.nanoTime() + EQUAL_MAX.toNanos();
        List<String> found = differences(rooms);
        while (!found.isEmpty() && System.nanoTime() < until) {
            Pause.of(AGAIN_AFTER);
            found = differences(rooms);
        }
        found.forEach(problems::add);
    }

    private List<String> differences(List<Room> rooms) {
        return parts.clients().stream()
                .flatMap(each -> each.differences(rooms).stream())
                .toList();
    }

    /// Lets the owner of each chat read its history, and each member its state. One other user tries to read the chat.
    private void readAll(List<Room> rooms) {
        parts.files().history().quiet();
        for (Room room : rooms) {
            requests(room.owner()).readAll(room.chat());
            for (int member : room.members()) {
                if (!requests(member).readState(room.chat()) && member != room.guest()) {
                    problems.add("client " + member + " is not a member of " + room.chat());
                }
            }
            strangers(room).findFirst().ifPresent(client -> requests(client).probe(room.chat()));
        }
    }

    /// The clients that are never members of a chat.
    private IntStream strangers(Room room) {
        return IntStream.range(0, options.clients()).filter(client -> !room.has(client));
    }

    private HttpRequests requests(int client) {
        return new HttpRequests(
                api(client), parts.files().recordings().get(client).http());
    }

    private void check(Path round) throws IOException {
        CheckReport report = HistoryFiles.check(round);
        reports.add(report);
        if (report.isLawful()) {
            if (!options.keep()) {
                RoundFiles.remove(round);
            }
        } else {
            report.examples().forEach(example -> problems.add("violation in " + round + ": " + example));
        }
    }
}
