package io.vestnik.simulation.world;

import io.vestnik.checker.Checker;
import io.vestnik.checker.ClientCheck;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.client.ClientDevice;
import io.vestnik.simulation.client.ClientText;
import io.vestnik.simulation.client.HttpCall;
import io.vestnik.simulation.client.ModelClient;
import io.vestnik.simulation.client.NodeDoor;
import io.vestnik.simulation.client.RecordedNetwork;
import io.vestnik.simulation.client.SeenMessages;
import io.vestnik.simulation.client.SimulatedLink;
import io.vestnik.simulation.client.SimulatedNetwork;
import io.vestnik.simulation.fault.FaultKind;
import io.vestnik.simulation.fault.Faults;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.kernel.Simulation;
import io.vestnik.simulation.law.ConnectionLaws;
import io.vestnik.simulation.law.LawBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/// A client of a world, with its process, its network and its record for the checker.
public final class WorldClient {
    /// The bounds of the delay of a frame, in nanoseconds.
    private static final int DELAY_NANOS_MIN = 100_000;

    private static final int DELAY_NANOS_MAX = 2_000_000;
    private static final long KEYS = 0x6b65_7973L;

    private final int index;
    private final ClientDevice device;
    private final SimulatedNetwork network;
    private final ModelClient model;
    private final ClientCheck check;
    private long messages;
    private long edits;

    /// What a client needs of its world.
    ///
    /// @param nodes chooses a node; empty if none accepts requests
    record Surroundings(
            Simulation simulation,
            Faults faults,
            LawBook book,
            Supplier<Optional<NodeDoor>> nodes,
            Checker checker,
            SeenMessages seen) {}

    /// @param index the number of this client among all clients
    WorldClient(int index, ClientDevice device, Surroundings around) {
        this.index = index;
        this.device = device;
        SimulatedProcess process = around.simulation().newProcess("client " + index);
        SplittableRandom delays = around.simulation().random().of("delays of client " + index);
        this.network = new SimulatedNetwork(
                around.simulation().queue(),
                process,
                device,
                around.book(),
                around.nodes(),
                () -> delay(around.faults(), delays));
        this.check = around.checker().client(index, around.seen().users().applyAsInt(device.userId()));
        RecordedNetwork recorded = new RecordedNetwork(network, check, around.seen());
        this.model = new ModelClient(device.userId(), recorded, this::nextKey);
    }

    private static long delay(Faults faults, SplittableRandom delays) {
        long usual = delays.nextInt(DELAY_NANOS_MIN, DELAY_NANOS_MAX);
        return faults.hits(FaultKind.LINK_SLOW)
                ? usual + faults.delay(FaultKind.LINK_SLOW).toNanos()
                : usual;
    }

    private MessageKey nextKey() {
        return new MessageKey(new UUID(KEYS + index, messages));
    }

    /// The number of this client.
    public int index() {
        return index;
    }

    /// The user.
    public UserId userId() {
        return device.userId();
    }

    /// The device.
    public ClientDevice device() {
        return device;
    }

    /// The client itself.
    public ModelClient model() {
        return model;
    }

    /// The observations of this client.
    ClientCheck check() {
        return check;
    }

    /// The chats that the client has, in order of their ids.
    List<ChatId> chats() {
        return new ArrayList<>(model.chatIds());
    }

    /// The connection of the client; empty if it is cut.
    public Optional<SimulatedLink> link() {
        return network.link();
    }

    /// The checks of the connection.
    Optional<ConnectionLaws> laws() {
        return network.laws();
    }

    // ---- what the client does

    private MessageText nextText() {
        messages++;
        return new ClientText(index, messages).text();
    }

    /// Sends messages, without waiting for their answers.
    public void send(ChatId chatId, int count) {
        for (int i = 0; i < count; i++) {
            model.send(chatId, nextText(), Optional.empty());
        }
    }

    /// Sends a message that replies to the newest message that the client has sent.
    public void reply(ChatId chatId) {
        model.send(chatId, nextText(), newest(chatId).map(Message::id));
    }

    /// Sends a message over HTTP.
    public void sendOverHttp(ChatId chatId) {
        model.sendOverHttp(chatId, nextText());
    }

    private Optional<Message> newest(ChatId chatId) {
        return model.newestOf(chatId, userId());
    }

    /// Edits the newest message of the chat, if it is one of the user.
    public void edit(ChatId chatId) {
        newest(chatId).ifPresent(message -> {
            edits++;
            model.edit(chatId, message.id(), ClientText.of(message).edited(edits));
        });
    }

    /// Deletes the newest message of the chat, if it is one of the user.
    public void delete(ChatId chatId) {
        newest(chatId).ifPresent(message -> model.delete(chatId, message.id()));
    }

    /// Makes a request over HTTP; its answer is not used.
    public <T> void call(HttpCall<T> call) {
        network.call(call, answer -> {});
    }

    // ---- the connection

    /// Loses the network.
    public void goOffline() {
        Optional<SimulatedLink> open = link();
        model.goOffline();
        open.ifPresent(link -> link.cut(Duration.ZERO, Duration.ZERO));
    }

    /// Cuts the connection; the client connects again. No effect without a connection.
    ///
    /// @param clientAfter when the client learns of the cut
    /// @param nodeAfter when the node learns of it
    public void cut(Duration clientAfter, Duration nodeAfter) {
        link().ifPresent(link -> link.cut(clientAfter, nodeAfter));
    }
}
