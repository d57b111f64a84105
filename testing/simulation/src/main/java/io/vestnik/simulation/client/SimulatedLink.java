package io.vestnik.simulation.client;

import io.vestnik.simulation.kernel.Event;
import io.vestnik.simulation.kernel.EventQueue;
import io.vestnik.simulation.kernel.SimulatedProcess;
import java.time.Duration;
import java.util.function.LongSupplier;

/// The link between a client and a node: two directions, each in order, with a delay for each frame. It can be cut
/// between any two frames. Each end learns of a cut at a time of its own, so a link can be half open.
public final class SimulatedLink {
    /// The maximum number of frames on the way to the client, as the buffers of a socket bound it.
    static final int FRAMES_MAX = 32;

    private final EventQueue queue;
    private final SimulatedProcess client;
    private final SimulatedProcess node;
    private final LongSupplier delayNanos;
    private final ClientEnd clientEnd;
    private ServerEnd serverEnd = ServerEnd.NONE;
    private long clientArrivalNanos;
    private long nodeArrivalNanos;
    private int toClient;
    private boolean answered;
    private boolean cut;

    /// The client's end. Called as events of the client's process; must not wait.
    public interface ClientEnd {
        /// A frame has arrived.
        void received(FromServer frame);

        /// The connection has ended; nothing else arrives.
        void ended(ConnectionEnd end);
    }

    /// The node's end. Called as events of the node's process; must not wait.
    interface ServerEnd {
        /// The end before the connection is accepted.
        ServerEnd NONE = new ServerEnd() {
            @Override
            public void received(FromClient frame) {
                throw new IllegalStateException("a frame before hello: " + frame);
            }

            @Override
            public void progressed() {
                // Nothing is written.
            }

            @Override
            public void lost() {
                // Nothing is open.
            }
        };

        /// A frame has arrived.
        void received(FromClient frame);

        /// The client has read a frame.
        void progressed();

        /// The connection has ended.
        void lost();
    }

    /// @param delayNanos the delay of the next frame in nanoseconds
    SimulatedLink(
            EventQueue queue,
            SimulatedProcess client,
            SimulatedProcess node,
            LongSupplier delayNanos,
            ClientEnd clientEnd) {
        this.queue = queue;
        this.client = client;
        this.node = node;
        this.delayNanos = delayNanos;
        this.clientEnd = clientEnd;
    }

    void accept(ServerEnd end) {
        serverEnd = end;
    }

    /// Whether the link is cut or closed.
    public boolean isCut() {
        return cut;
    }

    /// Whether any frame has arrived at the client.
    boolean answered() {
        return answered;
    }

    /// The number of frames on the way to the client.
    int framesToClient() {
        return toClient;
    }

    boolean hasRoom() {
        return toClient < FRAMES_MAX;
    }

    /// Sends a frame to the client. A frame on a cut link is lost.
    void sendToClient(FromServer frame) {
        if (!cut) {
            toClient++;
            clientArrivalNanos = Math.max(clientArrivalNanos, queue.nanos() + delayNanos.getAsLong());
            long delay = clientArrivalNanos - queue.nanos();
            Event unused = queue.add(client, delay, "frame to client", () -> arriveAtClient(frame));
        }
    }

    private void arriveAtClient(FromServer frame) {
        if (cut) {
            return;
        }
        toClient--;
        answered = true;
        if (frame instanceof FromServer.Close(ConnectionEnd end)) {
            cut = true;
            Event unused = queue.add(node, delayNanos.getAsLong(), "closed", serverEnd::lost);
            clientEnd.ended(end);
        } else {
            clientEnd.received(frame);
            Event unused = queue.add(node, 0, "room", serverEnd::progressed);
        }
    }

    /// Sends a frame to the node. A frame on a cut link is lost.
    void sendToNode(FromClient frame) {
        if (!cut) {
            nodeArrivalNanos = Math.max(nodeArrivalNanos, queue.nanos() + delayNanos.getAsLong());
            long delay = nodeArrivalNanos - queue.nanos();
            Event unused = queue.add(node, delay, "frame to node", () -> arriveAtNode(frame));
        }
    }

    private void arriveAtNode(FromClient frame) {
        if (!cut) {
            serverEnd.received(frame);
        }
    }

    /// Cuts the link. The frames on the way are lost. No effect if the link is cut already.
    ///
    /// @param clientAfter when the client learns of the cut
    /// @param nodeAfter when the node learns of it
    public void cut(Duration clientAfter, Duration nodeAfter) {
        if (!cut) {
            cut = true;
            Event unused = queue.add(client, clientAfter.toNanos(), "cut", () -> clientEnd.ended(ConnectionEnd.CUT));
            Event unusedToo = queue.add(node, nodeAfter.toNanos(), "cut", () -> serverEnd.lost());
        }
    }
}
