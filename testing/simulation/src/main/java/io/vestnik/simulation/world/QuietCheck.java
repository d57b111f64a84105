package io.vestnik.simulation.world;

import io.vestnik.checker.CheckReport;
import io.vestnik.checker.ClientCheck;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.client.ModelClient;
import io.vestnik.simulation.client.SeenMessages;
import io.vestnik.simulation.law.Law;
import io.vestnik.simulation.law.ViewLaws;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Checks a world in which faults have stopped some time ago.
public final class QuietCheck {
    private static final int PAGE = 200;

    private final World world;

    QuietCheck(World world) {
        this.world = world;
    }

    /// Checks that every client has caught up, and that its view equals the store.
    public void requireEqualViews() {
        world.judges().book().sends().requireQuiet();
        ViewLaws views = new ViewLaws(world.oracle());
        for (WorldClient client : world.clients()) {
            ModelClient model = client.model();
            if (!model.loggedOut()) {
                boolean ready = world.judges()
                        .violations()
                        .require(
                                Law.L8,
                                model.live() && model.idle(),
                                () -> "client " + client.index() + (model.live() ? " still waits" : " is not live"));
                if (ready) {
                    views.requireEqual(client.userId(), model.view());
                }
            }
        }
    }

    /// Lets each client that has a chat send a message to its first one.
    ///
    /// @return the number of messages
    public int probe() {
        int probes = 0;
        for (WorldClient client : world.clients()) {
            List<ChatId> chats = client.chats();
            if (!client.model().loggedOut() && !chats.isEmpty()) {
                client.send(chats.getFirst(), 1);
                probes++;
            }
        }
        return probes;
    }

    // ---- the second judge

    /// Checks the record of what the clients have sent and received. Clients send nothing after this call.
    public CheckReport requireLawfulHistories() {
        world.checker().quiet();
        Map<ChatId, ClientCheck> readers = new TreeMap<>();
        Set<UserId> asked = new HashSet<>();
        for (WorldClient client : world.clients()) {
            if (asked.add(client.userId())) {
                readChats(client, readers);
            }
        }
        long request = 0;
        for (Map.Entry<ChatId, ClientCheck> reader : readers.entrySet()) {
            request = readHistory(reader.getKey(), reader.getValue(), request);
        }
        CheckReport report = world.finishChecker();
        report.violations()
                .forEach((law, count) -> world.judges()
                        .violations()
                        .require(
                                lawOf(law),
                                count == 0,
                                () -> "the checker found " + count + " violations of " + law + ": "
                                        + report.examples()));
        return report;
    }

    private static Law lawOf(io.vestnik.checker.Law law) {
        return switch (law) {
            case L1, REAL_TIME -> Law.L1;
            case L2 -> Law.L2;
            case L3, READ_AFTER_ACK, EPOCH -> Law.L3;
            case L4 -> Law.L4;
            case L5 -> Law.L5;
            case L6 -> Law.L6;
            case L7 -> Law.L7;
            case L8 -> Law.L8;
            case L9 -> Law.L9;
        };
    }

    private void readChats(WorldClient client, Map<ChatId, ClientCheck> readers) {
        UserId viewer = client.userId();
        for (ChatId chatId : world.chats()) {
            if (world.observer().chats().find(chatId, viewer) instanceof Outcome.Done<ChatView>(ChatView view)) {
                readers.putIfAbsent(chatId, client.check());
                client.check()
                        .state(
                                chatId.value(),
                                view.chat().version().value(),
                                view.chat().lastMessageId().value(),
                                view.me().readUpTo().value(),
                                view.me().allReadUpTo().value(),
                                view.unread());
            }
        }
    }

    private long readHistory(ChatId chatId, ClientCheck reader, long firstRequest) {
        SeenMessages seen = new SeenMessages(world.backend().population().users()::indexOf);
        UserId viewer = world.oracle().members(chatId).getFirst();
        long request = firstRequest;
        long offset = 0;
        long total;
        do {
            reader.get(world.simulation().queue().nanos(), request, chatId.value());
            MessageLog.HistoryPage page = page(chatId, viewer, offset);
            reader.page(request, offset, PAGE, page.total(), seen.of(page.messages()));
            request++;
            offset += PAGE;
            total = page.total();
        } while (offset < total);
        return request;
    }

    private MessageLog.HistoryPage page(ChatId chatId, UserId viewer, long offset) {
        return switch (world.observer().messageLog().history(chatId, viewer, offset, PAGE)) {
            case Outcome.Done<MessageLog.HistoryPage>(MessageLog.HistoryPage page) -> page;
            case Outcome.Refused<MessageLog.HistoryPage>(var reason) ->
                throw new IllegalStateException("a member was refused: " + reason);
        };
    }

    // ---- what is left

    /// Checks that the nodes hold nothing for clients that are all offline: no memory, no queued change, no thread.
    public void requireNothingHeld() {
        for (SimulatedNode node : world.nodes()) {
            List<String> leftovers = node.leftovers();
            world.judges()
                    .violations()
                    .require(Law.L8, leftovers.isEmpty(), () -> "without clients a node still has " + leftovers);
        }
    }

    /// Disconnects all clients.
    public void disconnectAll() {
        world.clients().forEach(WorldClient::goOffline);
    }

    /// Stops all nodes, as an operator does.
    public void stopNodes() {
        world.nodes().forEach(SimulatedNode::finish);
    }

    /// Checks that stopped nodes have no threads.
    public void requireNoThreads() {
        for (SimulatedNode node : world.nodes()) {
            List<String> threads = node.threads();
            world.judges()
                    .violations()
                    .require(Law.L8, threads.isEmpty(), () -> "a stopped node still has the threads " + threads);
        }
    }
}
