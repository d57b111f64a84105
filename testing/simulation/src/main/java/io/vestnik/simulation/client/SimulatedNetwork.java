package io.vestnik.simulation.client;

import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.simulation.kernel.Event;
import io.vestnik.simulation.kernel.EventQueue;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.law.ConnectionLaws;
import io.vestnik.simulation.law.LawBook;
import io.vestnik.simulation.law.SendLaws;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The network between one client and the nodes.
public final class SimulatedNetwork implements Network {
    /// The time after which a client gives up a connection on which nothing arrives.
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

    /// The time after which a client gives up a request over HTTP.
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final EventQueue queue;
    private final SimulatedProcess client;
    private final ClientDevice peer;
    private final LawBook book;
    private final Supplier<Optional<NodeDoor>> nodes;
    private final LongSupplier delayNanos;
    private @Nullable SimulatedLink link;
    private @Nullable ConnectionLaws laws;

    /// @param client the process of the client
    /// @param peer the device of the client
    /// @param nodes chooses a node for a connection or a request; empty if no node is reachable
    /// @param delayNanos the delay of the next frame, request or answer in nanoseconds
    public SimulatedNetwork(
            EventQueue queue,
            SimulatedProcess client,
            ClientDevice peer,
            LawBook book,
            Supplier<Optional<NodeDoor>> nodes,
            LongSupplier delayNanos) {
        this.queue = queue;
        this.client = client;
        this.peer = peer;
        this.book = book;
        this.nodes = nodes;
        this.delayNanos = delayNanos;
    }

    /// The link of the newest connection; empty if it is cut or closed.
    public Optional<SimulatedLink> link() {
        return Optional.ofNullable(link).filter(open -> !open.isCut());
    }

    /// The checks of the newest connection; empty if it is cut or closed.
    public Optional<ConnectionLaws> laws() {
        return link().flatMap(open -> Optional.ofNullable(laws));
    }

    @Override
    public long nanos() {
        return queue.nanos();
    }

    @Override
    public void later(Duration delay, String label, Runnable task) {
        Event unused = queue.add(client, delay.toNanos(), label, task);
    }

    // ---- connections

    @Override
    public Line connect(Resume resume, SimulatedLink.ClientEnd end) {
        Optional<NodeDoor> node = nodes.get();
        if (node.isEmpty()) {
            later(Duration.ofNanos(delayNanos.getAsLong()), "refused", () -> end.ended(ConnectionEnd.UNAVAILABLE));
            return frame -> {};
        }
        NodeDoor door = node.get();
        SimulatedLink opened = new SimulatedLink(queue, client, door.process(), delayNanos, end);
        link = opened;
        ConnectionLaws opening = new ConnectionLaws(book.oracle(), peer.userId(), cursors(resume));
        laws = opening;
        ServerConnection connection = new ServerConnection(
                door, opened, peer, opening, (server, checks) -> new ConnectionRequests(door, book, server, checks));
        Event unused = queue.add(door.process(), delayNanos.getAsLong(), "connect", () -> connection.open(resume));
        later(CONNECT_WITHIN, "connect time-out", () -> {
            if (!opened.answered()) {
                opened.cut(Duration.ZERO, Duration.ZERO);
            }
        });
        return opened::sendToNode;
    }

    private static Map<ChatId, ChatVersion> cursors(Resume resume) {
        Map<ChatId, ChatVersion> cursors = new TreeMap<>();
        switch (resume) {
            case Resume.Fresh fresh -> {}
            case Resume.Since since -> since.chats().forEach((chatId, cursor) -> cursors.put(chatId, cursor.version()));
        }
        return cursors;
    }

    // ---- requests over HTTP

    /// Gives the first of several answers to a client.
    private static final class Once<T> {
        private final Consumer<HttpAnswer<T>> answered;
        private boolean given;

        Once(Consumer<HttpAnswer<T>> answered) {
            this.answered = answered;
        }

        void give(HttpAnswer<T> answer) {
            if (!given) {
                given = true;
                answered.accept(answer);
            }
        }
    }

    @Override
    public <T> void call(HttpCall<T> call, Consumer<HttpAnswer<T>> answered) {
        Once<T> once = new Once<>(answered);
        Event timeOut = queue.add(
                client, ANSWER_WITHIN.toNanos(), "request time-out", () -> once.give(new HttpAnswer.Lost<>()));
        Consumer<HttpAnswer<T>> respond = answer -> {
            Event unused = queue.add(client, delayNanos.getAsLong(), "response", () -> {
                queue.cancel(timeOut);
                once.give(answer);
            });
        };
        nodes.get()
                .ifPresentOrElse(
                        node -> {
                            Event unused = queue.add(
                                    node.process(),
                                    delayNanos.getAsLong(),
                                    "request",
                                    () -> node.runtime().start("http", () -> serve(node, call, respond)));
                        },
                        () -> respond.accept(new HttpAnswer.Lost<>()));
    }

    private <T> void serve(NodeDoor node, HttpCall<T> call, Consumer<HttpAnswer<T>> respond) {
        long begun = queue.nanos();
        try {
            if (!node.admits().test(peer.deviceId())) {
                respond.accept(new HttpAnswer.LoggedOut<>());
                return;
            }
        } catch (StoreUnavailableException e) {
            respond.accept(new HttpAnswer.Retry<>(ConnectionRequests.UNAVAILABLE_PAUSE));
            return;
        }
        book.devices().served(peer.deviceId(), node.process(), begun);
        begin(node, call).whenComplete((result, failure) -> {
            if (result != null) {
                respond.accept(new HttpAnswer.Served<>(result));
            } else {
                Throwable cause = Objects.requireNonNull(failure);
                ConnectionRequests.retryAfter(cause)
                        .ifPresentOrElse(
                                pause -> respond.accept(new HttpAnswer.Retry<>(pause)),
                                () -> node.defects().accept(cause));
            }
        });
    }

    private static <T> CompletionStage<T> begin(NodeDoor node, HttpCall<T> call) {
        try {
            return call.on(node);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public void send(SendMessage.Command command, Consumer<HttpAnswer<SendMessage.Outcome>> answered) {
        call(node -> attempt(node, command), answered);
    }

    private CompletionStage<SendMessage.Outcome> attempt(NodeDoor node, SendMessage.Command command) {
        SendLaws.Attempt attempt = book.sends().begun(command, Optional.empty());
        Runnable killed = () -> book.sends().lost(attempt);
        node.process().onKill(killed);
        CompletionStage<SendMessage.Outcome> sent =
                begin(node, door -> door.messaging().send().send(command));
        return sent.whenComplete((outcome, failure) -> {
            node.process().forgetOnKill(killed);
            if (outcome != null) {
                book.sends().answered(attempt, outcome);
            } else {
                book.sends().lost(attempt);
            }
        });
    }
}
