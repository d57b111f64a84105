package io.vestnik.simulation.fault;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.simulation.kernel.Event;
import io.vestnik.simulation.kernel.EventQueue;
import io.vestnik.simulation.kernel.SimulatedProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// The bus between the nodes of a world. It keeps the order of each pair of nodes. Faults lose, delay and repeat
/// notifications, and cut nodes off.
public final class SimulatedBus {
    /// The maximum delay of a notification without faults, in nanoseconds.
    private static final int DELAY_NANOS_MAX = 500_000;

    private final EventQueue queue;
    private final Faults faults;
    private final SplittableRandom delays;
    private final List<Port> ports = new ArrayList<>();

    /// @param delays decides the delay of each notification
    public SimulatedBus(EventQueue queue, Faults faults, SplittableRandom delays) {
        this.queue = queue;
        this.faults = faults;
        this.delays = delays;
    }

    /// Connects a node.
    public Port join(SimulatedProcess node) {
        Port port = new Port(node);
        ports.add(port);
        return port;
    }

    /// Disconnects a node that has stopped.
    public void leave(Port port) {
        ports.remove(port);
    }

    /// Connects all nodes again that were cut off.
    public void heal() {
        List.copyOf(ports).forEach(Port::connect);
    }

    /// A node's connection to the bus. Listeners are called as events of the node's process, because they do not wait.
    public final class Port implements NotificationBus {
        private final SimulatedProcess node;
        private final List<Consumer<Notification>> listeners = new ArrayList<>();
        private final Map<Port, Long> arrivals = new HashMap<>();
        private boolean deaf;
        private boolean mute;

        private Port(SimulatedProcess node) {
            this.node = node;
        }

        @Override
        public Subscription subscribe(Consumer<Notification> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        /// Cuts the node off: it receives nothing of other nodes.
        public void deafen() {
            deaf = true;
        }

        /// Cuts the node off: other nodes receive nothing of it.
        public void silence() {
            mute = true;
        }

        /// Ends a cut. The bus has noticed a cut in which the node missed notifications, and reports it.
        public void connect() {
            boolean missed = deaf;
            deaf = false;
            mute = false;
            if (missed) {
                deliver(new Notification.Interrupted(), delays.nextInt(DELAY_NANOS_MAX));
            }
        }

        @Override
        public void publish(Notification notification) {
            List.copyOf(ports).forEach(to -> send(to, notification));
        }

        private void send(Port to, Notification notification) {
            long delay = delays.nextInt(DELAY_NANOS_MAX);
            if (to == this && isOfDevice(notification)) {
                // A node closes the connections of a device that it has revoked by itself.
                to.deliver(notification, delay);
                return;
            }
            if (to != this && (mute || to.deaf)) {
                faults.count(FaultKind.BUS_CUT);
                return;
            }
            if (faults.hits(FaultKind.NOTIFICATION_LOST)) {
                return;
            }
            if (faults.hits(FaultKind.NOTIFICATION_DOUBLED)) {
                to.deliver(
                        notification,
                        faults.delay(FaultKind.NOTIFICATION_DOUBLED).toNanos());
            }
            if (faults.hits(FaultKind.NOTIFICATION_LATE)) {
                to.deliver(
                        notification, faults.delay(FaultKind.NOTIFICATION_LATE).toNanos());
                return;
            }
            long arrival = Math.max(queue.nanos() + delay, arrivals.getOrDefault(to, 0L));
            arrivals.put(to, arrival);
            to.deliver(notification, arrival - queue.nanos());
        }

        private static boolean isOfDevice(Notification notification) {
            return switch (notification) {
                case Notification.DeviceEnded ended -> true;
                case Notification.LoginReplaced replaced -> true;
                case Notification.Committed committed -> false;
                case Notification.Uncertain uncertain -> false;
                case Notification.Interrupted interrupted -> false;
                case Notification.Typing typing -> false;
                case Notification.Gone gone -> false;
                case Notification.Renamed renamed -> false;
            };
        }

        private void deliver(Notification notification, long delayNanos) {
            Event unused = queue.add(
                    node,
                    delayNanos,
                    "notification",
                    () -> List.copyOf(listeners).forEach(listener -> listener.accept(notification)));
        }
    }
}
