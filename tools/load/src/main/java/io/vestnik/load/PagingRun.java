package io.vestnik.load;

import io.vestnik.checker.Ledger;
import io.vestnik.client.Chat;
import io.vestnik.client.VestnikApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;

/// Fills one chat, then reads pages at the beginning and at the end of its history. Reading at the end should take no
/// longer than reading at the beginning.
final class PagingRun {
    private static final int PAGE = 50;
    private static final int TURNS = 8;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Stage stage;
    private final LoadPlan plan;
    private final Run run;

    PagingRun(Stage stage) {
        this.stage = stage;
        this.plan = stage.plan;
        this.run = stage.run;
    }

    LoadReport run() {
        List<Crowd.Person> people = stage.register(2);
        VestnikApi api = people.getFirst().api();
        UUID other = people.getLast().userId();
        Chat chat = stage.refusalPolicy.ask(() -> api.openDirect(other)).chat();
        Ledger ledger = new Ledger(chat.id(), chat.lastMessageId(), chat.version(), run.breaches);
        fill(people.getFirst(), ledger);
        List<OffsetRun> offsetRuns = List.of(
                new OffsetRun(people, ledger, 0), new OffsetRun(people, ledger, Math.max(0, ledger.last() - PAGE)));
        read(offsetRuns);
        List<LoadReport.Paging> paging =
                offsetRuns.stream().map(OffsetRun::paging).toList();
        HistoryCheck history = new HistoryCheck(run);
        history.compare(ledger, api, plan.historyMessagesMax());
        stage.loop.call(() -> ledger.judge(2));
        return stage.report(0, history.checked(), null, paging, List.of());
    }

    private void fill(Crowd.Person person, Ledger ledger) {
        stage.progress(String.format(Locale.ROOT, "writing %,d messages", plan.depth()));
        CountDownLatch live = new CountDownLatch(1);
        WsPerson writer = new WsPerson(
                run,
                person.index(),
                person.tokens().accessToken(),
                ledger,
                frames -> new WsLink(stage.server, frames, stage.random.split()),
                live);
        writer.writes();
        stage.loop.connect(stage.server, writer.link());
        stage.awaitLive(live);
        stage.loop.call(() -> {
            run.sending = true;
            stage.loop.setStep(new FillStep(writer, ledger));
        });
        long before = -1;
        long last = ledger.firstId();
        while ((last < plan.depth() && last != before) || stage.loop.ask(() -> !writer.isDrained())) {
            before = last;
            Crowd.pause(SECOND);
            last = stage.loop.ask(ledger::last);
            stage.progress(String.format(Locale.ROOT, "%,d of %,d written", last, plan.depth()));
        }
        stage.loop.call(() -> {
            run.over = true;
            writer.judge();
            writer.link().abandon();
            stage.loop.setStep(now -> Long.MAX_VALUE);
        });
    }

    /// Reads at both offsets in turn, after a warm-up at both. Otherwise one offset could be measured on a server that
    /// has just started, or on a busier machine.
    private void read(List<OffsetRun> offsetRuns) {
        Duration slice = plan.warmUp().dividedBy(2);
        offsetRuns.forEach(offsetRun -> offsetRun.read(slice));
        stage.loop.call(() -> offsetRuns.forEach(offsetRun -> offsetRun.times.reset()));
        stage.measure();
        for (int turn = 0; turn < TURNS; turn++) {
            // The order alternates, so that a machine that becomes slower or faster affects both offsets.
            List<OffsetRun> order = turn % 2 == 0 ? offsetRuns : offsetRuns.reversed();
            order.forEach(offsetRun -> offsetRun.measure(plan.duration().dividedBy(2L * TURNS)));
        }
        stage.measured();
    }

    /// One offset of the history, with its readers and its measurements.
    private final class OffsetRun {
        private final long offset;
        private final Histogram times = Tally.histogram();
        private final List<HttpReader> readers = new ArrayList<>();
        private long answers;
        private double seconds;

        OffsetRun(List<Crowd.Person> people, Ledger ledger, long offset) {
            this.offset = offset;
            String path = "/history/" + ledger.chatId() + "?limit=" + PAGE + "&offset=" + offset;
            int expected = (int) Math.min(PAGE, ledger.last() - offset);
            for (int i = 0; i < plan.connections(); i++) {
                String token = people.get(i % people.size()).tokens().accessToken();
                HttpReader reader = new HttpReader(stage.server, token, path, expected, times, run.breaches);
                readers.add(reader);
                stage.loop.connect(stage.server, reader.link());
            }
        }

        void measure(Duration time) {
            long before = stage.loop.ask(this::answered);
            long began = System.nanoTime();
            read(time);
            seconds += (System.nanoTime() - began) / NANOS_PER_SECOND;
            answers += stage.loop.ask(this::answered) - before;
        }

        void read(Duration time) {
            stage.progress(String.format(Locale.ROOT, "%,d readers at offset %,d", readers.size(), offset));
            stage.loop.call(() -> readers.forEach(HttpReader::start));
            Crowd.pause(time);
            stage.loop.call(() -> readers.forEach(HttpReader::stop));
        }

        LoadReport.Paging paging() {
            LoadReport.Latency latency = stage.loop.ask(() -> LoadReport.Latency.of(times));
            stage.loop.call(() -> readers.forEach(reader -> reader.link().abandon()));
            return new LoadReport.Paging(offset, answers / seconds, latency);
        }

        private long answered() {
            return readers.stream().mapToLong(HttpReader::answers).sum();
        }
    }

    /// Sends messages until the chat has the planned number of messages.
    private final class FillStep implements Loop.Step {
        private final WsPerson writer;
        private final Ledger ledger;
        private boolean begun;

        FillStep(WsPerson writer, Ledger ledger) {
            this.writer = writer;
            this.ledger = ledger;
        }

        @Override
        public long turn(long now) {
            if (ledger.last() >= plan.depth()) {
                run.sending = false;
            }
            Writer mine = writer.writer();
            if (mine != null && !begun) {
                begun = true;
                mine.fill(now);
            }
            return writer.turn(now);
        }
    }
}
