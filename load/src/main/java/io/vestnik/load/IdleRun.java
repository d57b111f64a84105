package io.vestnik.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// Idle connections: how fast they open, how much server memory each takes, and whether all stay open.
final class IdleRun {

    /// Below the contract's bound of unauthenticated connections.
    private static final int OPENING_AT_ONCE = 32;

    /// Opened before the first measurement of memory, so that what the server loads once does not count.
    private static final int FIRST = 200;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final Stage stage;
    private final Run run;
    private final List<Crowd.Person> people;
    private final Semaphore opening = new Semaphore(OPENING_AT_ONCE);
    private final List<WsLink> links = new ArrayList<>();

    IdleRun(Stage stage) {
        this.stage = stage;
        this.run = stage.run;
        this.people = stage.register(stage.plan.people());
    }

    LoadReport run() {
        int connections = stage.plan.connections();
        int first = Math.min(FIRST, connections / 2);
        open(first);
        if (stage.meter.residentBytes().isPresent()) {
            Crowd.pause(SETTLE);
        }
        stage.weighHeap();
        OptionalLong before = stage.meter.residentBytes();
        long began = System.nanoTime();
        open(connections - first);
        double opensPerSecond = (connections - first) / ((System.nanoTime() - began) / NANOS_PER_SECOND);
        stage.say(String.format(Locale.ROOT, "%,d connections are live", connections));
        stage.measure();
        Crowd.pause(stage.plan.duration());
        stage.measured();
        OptionalLong after = stage.meter.residentBytes();
        stage.weighHeap();
        stage.loop.call(() -> run.over = true);
        Long each = before.isEmpty() || after.isEmpty()
                ? null
                : (after.getAsLong() - before.getAsLong()) / (connections - first);
        return stage.report(0, 0, new LoadReport.Idle(connections, opensPerSecond, each), List.of(), List.of());
    }

    private void open(int connections) {
        CountDownLatch live = new CountDownLatch(connections);
        for (int i = 0; i < connections; i++) {
            opening.acquireUninterruptibly();
            Crowd.Person person = people.get(links.size() % people.size());
            WsLink link =
                    new WsLink(stage.server, new Idler(person.tokens().accessToken(), live), stage.random.split());
            links.add(link);
            stage.loop.connect(stage.server, link);
        }
        stage.awaitLive(live);
    }

    private final class Idler implements WsLink.Frames {
        private final String token;
        private final CountDownLatch live;
        private boolean waiting = true;

        Idler(String token, CountDownLatch live) {
            this.token = token;
            this.live = live;
        }

        @Override
        public void open(WsLink link) {
            link.text("{\"type\":\"hello\",\"v\":1,\"token\":\"" + token + "\",\"unlisted\":\"skip\"}");
        }

        @Override
        public void text(WsLink link, byte[] bytes, int from, int to, long now) {
            run.scan.scan(bytes, from, to);
            if (run.scan.type == FrameScan.Type.LIVE) {
                settled();
            }
        }

        @Override
        public void closed(WsLink link, int code, String reason) {
            if (!run.over) {
                run.tally.connectionsLost++;
                run.tally.refused("closed " + code + " " + reason);
            }
            settled();
        }

        private void settled() {
            if (waiting) {
                waiting = false;
                opening.release();
                live.countDown();
            }
        }
    }
}
