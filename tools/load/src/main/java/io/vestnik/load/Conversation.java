package io.vestnik.load;

import io.vestnik.checker.Ledger;
import io.vestnik.client.Chat;
import io.vestnik.client.VestnikApi;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/// Runs the scenarios with messages: sets up the members of each chat, runs the phases, and makes the final checks.
final class Conversation implements Loop.Step {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DRAIN_POLL_INTERVAL = Duration.ofMillis(50);
    private static final int WRITERS_OF_GROUP = 10;
    private static final int SAMPLE_SECONDS = 10;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Stage stage;
    private final LoadPlan plan;
    private final Run run;
    private final Map<Ledger, VestnikApi> ledgers = new LinkedHashMap<>();
    private final List<WsPerson> connected = new ArrayList<>();
    private final List<HttpPerson> posting = new ArrayList<>();
    private final List<Writer> writers = new ArrayList<>();
    private final List<LoadReport.Sample> samples = new ArrayList<>();
    private final Map<WsPerson, Crowd.Person> persons = new LinkedHashMap<>();
    private List<Crowd.Person> people = List.of();
    private boolean begun;
    private double nextDue;
    private int nextWriter;

    Conversation(Stage stage) {
        this.stage = stage;
        this.plan = stage.plan;
        this.run = stage.run;
    }

    LoadReport run() {
        people = stage.register(plan.people());
        switch (plan.scenario()) {
            case DIRECT, READ, SOAK -> pairs();
            case GROUP -> group(Math.max(1, people.size() / WRITERS_OF_GROUP));
            case HOT -> group(people.size());
            case POST -> posts();
            case IDLE, HISTORY -> throw new IllegalStateException("no user writes in " + plan.scenario());
        }
        stage.progress(String.format(
                Locale.ROOT,
                "%,d writers in %,d chats, %,d connections",
                writers.size(),
                ledgers.size(),
                connected.size()));
        drive();
        drain();
        stage.progress("comparing with the history");
        long checked = judge();
        double rate = run.tally.acknowledged / stage.seconds();
        double floor =
                plan.rate() > 0 || rate == 0 ? 0 : (double) writers.size() * plan.window() / rate * MILLIS_PER_SECOND;
        return stage.report(floor, checked, null, List.of(), samples);
    }

    @Override
    public long turn(long now) {
        long due = begin(now);
        for (int i = 0; i < connected.size(); i++) {
            due = Math.min(due, connected.get(i).turn(now));
        }
        for (int i = 0; i < posting.size(); i++) {
            due = Math.min(due, posting.get(i).turn(now));
        }
        return due;
    }

    /// Sends the first messages of a closed loop, whose later sends follow from the answers. In an open loop, sends the
    /// messages that are due.
    ///
    /// @return the time until the next message of an open loop is due, in nanoseconds
    private long begin(long now) {
        if (!run.sending) {
            return Long.MAX_VALUE;
        }
        if (plan.rate() == 0) {
            if (!begun) {
                begun = true;
                writers.forEach(writer -> writer.fill(now));
            }
            return Long.MAX_VALUE;
        }
        long since = run.since(now);
        if (!begun) {
            begun = true;
            nextDue = since;
        }
        while (nextDue <= since) {
            writers.get(nextWriter).one((long) nextDue);
            nextWriter = (nextWriter + 1) % writers.size();
            nextDue += NANOS_PER_SECOND / plan.rate();
        }
        return (long) (nextDue - since) + 1;
    }

    private void pairs() {
        List<Ledger> ledgerOfEach = new ArrayList<>();
        for (int i = 0; i + 1 < people.size(); i += 2) {
            VestnikApi api = people.get(i).api();
            UUID other = people.get(i + 1).userId();
            Ledger ledger = ledger(
                    api, stage.refusalPolicy.ask(() -> api.openDirect(other)).chat());
            ledgerOfEach.add(ledger);
            ledgerOfEach.add(ledger);
        }
        connect(people.subList(0, ledgerOfEach.size()), ledgerOfEach);
        write(connected.size());
    }

    private void group(int writing) {
        Ledger ledger = foundGroup(people);
        connect(people, people.stream().map(person -> ledger).toList());
        write(writing);
    }

    private void posts() {
        for (int chat = 0; chat < plan.chats(); chat++) {
            int remainder = chat;
            List<Crowd.Person> members = people.stream()
                    .filter(person -> person.index() % plan.chats() == remainder)
                    .toList();
            Ledger ledger = foundGroup(members);
            connect(members.subList(0, 1), List.of(ledger));
            members.forEach(person -> posts(person, ledger));
        }
    }

    private void posts(Crowd.Person person, Ledger ledger) {
        HttpPerson writer = new HttpPerson(
                run, person.index(), stage.server, person.tokens().accessToken(), ledger);
        posting.add(writer);
        writers.add(writer.writer());
        stage.loop.connect(stage.server, writer.link());
    }

    private Ledger foundGroup(List<Crowd.Person> members) {
        VestnikApi owner = members.getFirst().api();
        List<UUID> others = members.stream().skip(1).map(Crowd.Person::userId).toList();
        return ledger(
                owner,
                stage.refusalPolicy
                        .ask(() -> owner.createGroup("Load", others, UUID.randomUUID()))
                        .chat());
    }

    private Ledger ledger(VestnikApi api, Chat opened) {
        Chat chat = stage.refusalPolicy.ask(() -> api.chat(opened.id()));
        Ledger ledger = new Ledger(chat.id(), chat.lastMessageId(), chat.version(), run.breaches);
        ledgers.put(ledger, api);
        return ledger;
    }

    private void connect(List<Crowd.Person> who, List<Ledger> ledgerOfEach) {
        for (int from = 0; from < who.size(); from += Stage.OPENING_AT_ONCE) {
            int to = Math.min(who.size(), from + Stage.OPENING_AT_ONCE);
            connectAtOnce(who.subList(from, to), ledgerOfEach.subList(from, to));
        }
    }

    private void connectAtOnce(List<Crowd.Person> who, List<Ledger> ledgerOfEach) {
        CountDownLatch live = new CountDownLatch(who.size());
        URI server = stage.server;
        for (int i = 0; i < who.size(); i++) {
            Crowd.Person person = who.get(i);
            WsPerson connection = new WsPerson(
                    run,
                    person.index(),
                    person.tokens().accessToken(),
                    ledgerOfEach.get(i),
                    frames -> new WsLink(server, frames, stage.random.split()),
                    live);
            connected.add(connection);
            persons.put(connection, person);
            stage.loop.connect(server, connection.link());
        }
        stage.awaitLive(live);
    }

    private void write(int ofScenario) {
        connected
                .subList(0, plan.writers() == 0 ? ofScenario : Math.min(plan.writers(), connected.size()))
                .forEach(this::writes);
    }

    private void writes(WsPerson person) {
        person.writes();
        Writer writer = person.writer();
        if (writer != null) {
            writers.add(writer);
        }
    }

    private void drive() {
        stage.loop.call(() -> {
            run.sending = true;
            stage.loop.setStep(this);
        });
        watch(plan.warmUp(), "warming up");
        if (plan.scenario() == Scenario.SOAK) {
            stage.weighHeap();
        }
        stage.measure();
        watch(plan.duration(), "measuring");
        stage.measured();
        if (plan.scenario() == Scenario.SOAK) {
            stage.weighHeap();
        }
        stage.loop.call(() -> run.sending = false);
    }

    private void watch(Duration time, String phase) {
        long seconds = time.toSeconds();
        long before = stage.loop.ask(() -> run.tally.everAcknowledged);
        long sampled = before;
        for (long second = 1; second <= seconds; second++) {
            Crowd.pause(SECOND);
            renewTokens();
            long at = second;
            long last = before;
            long lastSample = sampled;
            before = stage.loop.ask(() -> progress(phase, at, last));
            if (run.tally.measuring && second % SAMPLE_SECONDS == 0) {
                sampled = stage.loop.ask(() -> sample(at, lastSample));
            }
        }
        Crowd.pause(time.minusSeconds(seconds));
    }

    private long progress(String phase, long second, long before) {
        long now = run.tally.everAcknowledged;
        stage.progress(String.format(
                Locale.ROOT,
                "%s %4d s  %,8d messages/s  ack p50 %.1f p99 %.1f ms  %,d in flight",
                phase,
                second,
                now - before,
                run.tally.recentAck.getValueAtPercentile(50) / MICROS_PER_MILLI,
                run.tally.recentAck.getValueAtPercentile(99) / MICROS_PER_MILLI,
                writers.stream().mapToLong(Writer::inFlight).sum()));
        if (plan.scenario() != Scenario.SOAK) {
            run.tally.recentAck.reset();
        }
        return now;
    }

    private long sample(long second, long before) {
        long now = run.tally.everAcknowledged;
        samples.add(new LoadReport.Sample(
                second,
                (now - before) / (double) SAMPLE_SECONDS,
                run.tally.recentAck.getValueAtPercentile(99) / MICROS_PER_MILLI,
                stage.meter.residentBytes().orElse(0)));
        run.tally.recentAck.reset();
        return now;
    }

    /// Renews access tokens before they expire. A connection is closed when its token expires, which can happen in a
    /// long run.
    private void renewTokens() {
        persons.forEach((connection, person) -> {
            String fresh = person.tokens().accessToken();
            if (!fresh.equals(connection.token())) {
                stage.loop.submit(() -> connection.renew(fresh));
            }
        });
    }

    private void drain() {
        long deadline = System.nanoTime() + plan.drain().toNanos();
        while (System.nanoTime() < deadline && !stage.loop.ask(this::isDrained)) {
            Crowd.pause(DRAIN_POLL_INTERVAL);
        }
        boolean drained = stage.loop.ask(this::isDrained);
        if (!drained) {
            stage.progress("events are still under way after the maximum wait: the connections are closed");
        }
        stage.loop.call(() -> {
            run.over = true;
            stage.loop.setStep(now -> Long.MAX_VALUE);
            if (!drained) {
                // The history is read next. The connections are closed first, so that no event that is newer than the
                // history is compared with it.
                connected.forEach(person -> person.link().abandon());
            }
        });
    }

    private boolean isDrained() {
        return connected.stream().allMatch(WsPerson::isDrained)
                && posting.stream().allMatch(person -> person.writer().inFlight() == 0);
    }

    /// Compares the records of all chats with the history. Then checks the records of each connection, except those of
    /// connections that ended during the run.
    private long judge() {
        HistoryCheck history = new HistoryCheck(run);
        long each = plan.historyMessagesMax() / Math.max(1, ledgers.size());
        ledgers.forEach((ledger, api) -> history.compare(ledger, api, each));
        stage.loop.call(() -> {
            connected.forEach(WsPerson::judge);
            ledgers.keySet().forEach(ledger -> ledger.judge(plan.people()));
        });
        return history.checked();
    }
}
