package io.vestnik.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/// Connections that send nothing after `hello`. They are spread evenly over some users.
final class Listeners {
    private final Stage stage;
    private final List<Crowd.Person> people;
    private final LongConsumer messages;
    private final Semaphore opening = new Semaphore(Stage.OPENING_AT_ONCE);
    private final List<WsLink> links = new ArrayList<>();

    /// @param messages receives the time of each `message` event of any connection, on the loop's thread
    Listeners(Stage stage, List<Crowd.Person> people, LongConsumer messages) {
        this.stage = stage;
        this.people = people;
        this.messages = messages;
    }

    /// Opens more connections, a few at a time, and waits until all are live.
    void open(int connections) {
        CountDownLatch live = new CountDownLatch(connections);
        for (int i = 0; i < connections; i++) {
            opening.acquireUninterruptibly();
            Crowd.Person person = people.get(links.size() % people.size());
            WsLink link =
                    new WsLink(stage.server, new Listener(person.tokens().accessToken(), live), stage.random.split());
            links.add(link);
            stage.loop.connect(stage.server, link);
        }
        stage.awaitLive(live);
    }

    private final class Listener implements WsLink.Frames {
        private final String token;
        private final CountDownLatch live;
        private boolean waiting = true;

        Listener(String token, CountDownLatch live) {
            this.token = token;
            this.live = live;
        }

        @Override
        public void open(WsLink link) {
            link.text("{\"type\":\"hello\",\"v\":1,\"token\":\"" + token + "\",\"unlisted\":\"skip\"}");
        }

        @Override
        public void text(WsLink link, byte[] bytes, int from, int to, long now) {
            FrameScan scan = stage.run.scan;
            scan.scan(bytes, from, to);
            if (scan.type == FrameScan.Type.LIVE) {
                settled();
            } else if (scan.type == FrameScan.Type.MESSAGE) {
                messages.accept(now);
            }
        }

        @Override
        public void closed(WsLink link, int code, String reason) {
            if (!stage.run.over) {
                stage.run.tally.connectionsLost++;
                stage.run.tally.refused("closed " + code + " " + reason);
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
