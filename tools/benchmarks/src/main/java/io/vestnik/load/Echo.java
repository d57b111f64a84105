package io.vestnik.load;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/// Measures the capacity of the WebSocket connections alone, without database, accounts and rules. Users exchange
/// frames in pairs, and each frame is also returned to its writer, like an acknowledgement.
final class Echo {
    /// The length of a `message` frame whose text has 120 bytes.
    private static final int FRAME_BYTES = 360;

    private static final int PEOPLE = 100;
    private static final int WINDOW = 16;

    private final CopyOnWriteArrayList<CoreSession> sessions = new CopyOnWriteArrayList<>();
    private long echoed;

    private Echo() {}

    /// Returns the rate of messages that came back to their writers, per second.
    static double measure(int warmUpSeconds, int seconds) throws Exception {
        return new Echo().run(warmUpSeconds, seconds);
    }

    private double run(int warmUpSeconds, int seconds) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        WebSocketUpgradeHandler upgrades = new WebSocketUpgradeHandler();
        upgrades.addMapping(PathSpec.from("/ws"), new Negotiator());
        server.setHandler(upgrades);
        server.start();
        try (Loop loop = new Loop()) {
            URI address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
            CountDownLatch open = new CountDownLatch(PEOPLE);
            List<Person> people = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                Person person = new Person(i, address, open);
                people.add(person);
                loop.connect(address, person.link);
            }
            open.await();
            loop.call(() -> people.forEach(Person::start));
            Thread.sleep(warmUpSeconds * 1_000L);
            long began = System.nanoTime();
            long before = loop.ask(() -> echoed);
            Thread.sleep(seconds * 1_000L);
            return (loop.ask(() -> echoed) - before) / ((System.nanoTime() - began) / 1e9);
        } finally {
            server.stop();
        }
    }

    private final class Negotiator extends WebSocketNegotiator.AbstractNegotiator {
        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            return new Pair();
        }
    }

    /// The server's side of the connections of two users.
    private final class Pair implements FrameHandler {
        private int index;
        private CoreSession own;

        @Override
        public void onOpen(CoreSession session, Callback callback) {
            synchronized (sessions) {
                index = sessions.size();
                sessions.add(session);
            }
            own = session;
            callback.succeeded();
            session.demand();
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            if (frame.getOpCode() == OpCode.TEXT && (index ^ 1) < sessions.size()) {
                ByteBuffer text = BufferUtil.copy(frame.getPayload());
                own.sendFrame(new Frame(OpCode.TEXT, text.slice()), Callback.NOOP, false);
                sessions.get(index ^ 1).sendFrame(new Frame(OpCode.TEXT, text.slice()), Callback.NOOP, false);
            }
            callback.succeeded();
            if (frame.getOpCode() != OpCode.CLOSE) {
                own.demand();
            }
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            callback.succeeded();
        }
    }

    /// The client's side of one connection.
    private final class Person implements WsLink.Frames {
        private final WsLink link;
        private final CountDownLatch open;
        private final byte[] frame = new byte[FRAME_BYTES];

        Person(int index, URI address, CountDownLatch open) {
            this.open = open;
            this.link = new WsLink(address, this, new SplittableRandom(index));
            byte[] name = String.format(Locale.ROOT, "%04d", index).getBytes(StandardCharsets.US_ASCII);
            java.util.Arrays.fill(frame, (byte) 'x');
            System.arraycopy(name, 0, frame, 0, name.length);
        }

        void start() {
            for (int i = 0; i < WINDOW; i++) {
                link.text(frame, frame.length);
            }
        }

        @Override
        public void open(WsLink on) {
            open.countDown();
        }

        @Override
        public void text(WsLink on, byte[] bytes, int from, int to, long now) {
            if (java.util.Arrays.equals(bytes, from, from + 4, frame, 0, 4)) {
                echoed++;
                link.text(frame, frame.length);
            }
        }

        @Override
        public void closed(WsLink on, int code, String reason) {}
    }
}
