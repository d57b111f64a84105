package io.vestnik.simulation.client;

import io.vestnik.application.Messenger;
import io.vestnik.application.conversation.Conversations;
import io.vestnik.application.live.Live;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.application.reading.Reading;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.kernel.SimulatedRuntime;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What a node offers to clients.
///
/// @param runtime the runtime of the node, on whose threads requests are served
/// @param admits whether the node accepts the tokens of a device; may block
/// @param defects receives an exception that a request must not cause
public record NodeDoor(
        SimulatedRuntime runtime,
        Live live,
        Messaging messaging,
        Conversations conversations,
        Reading reading,
        Predicate<DeviceId> admits,
        Consumer<Throwable> defects) {

    /// What a messenger offers.
    public static NodeDoor of(
            SimulatedRuntime runtime, Messenger messenger, Predicate<DeviceId> admits, Consumer<Throwable> defects) {
        return new NodeDoor(
                runtime,
                messenger.live(),
                messenger.messaging(),
                messenger.conversations(),
                messenger.reading(),
                admits,
                defects);
    }

    /// The process of the node.
    public SimulatedProcess process() {
        return runtime.process();
    }
}
