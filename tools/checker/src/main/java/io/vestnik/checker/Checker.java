package io.vestnik.checker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Decides from the observations of clients whether a server kept its laws.
///
/// The observations of all clients are recorded in the order of their times, in nanoseconds of one monotonic clock. A
/// request is recorded before it is written to a connection, and a frame or a response after it was received. So a time
/// between them contains the time at which the request took effect. Two observations with the same time have no order.
///
/// At the end of a run, all clients stop sending and wait until what is under way has arrived. Then [#quiet] is
/// recorded, and a member of each chat reads its whole history. Without this, only part of the laws is checked.
///
/// A fault may lose messages: a restore, a failover to an asynchronous standby. It begins a new *era* of the data, in
/// which ids and versions may be given again. Observations are compared within an era. Lost messages are counted and
/// are no violation. Not thread-safe.
public final class Checker {
    private final Breaches breaches = new Breaches();
    private final Map<UUID, ChatCheck> chats = new HashMap<>();
    private final Map<Integer, ClientCheck> clients = new HashMap<>();
    private final Set<ConnectionCheck> connections = new LinkedHashSet<>();
    private final Recovery recovery = new Recovery();

    /// The epochs of all eras.
    private final Set<String> epochs = new HashSet<>();

    /// The epochs of the present era: one, unless there is a violation.
    private final Set<String> epochsOfEra = new HashSet<>();

    private int era;

    /// Whether a fault that may change the epoch has not ended.
    private boolean settling;

    /// Whether the data may have another epoch without a loss, and no connection has received that epoch.
    private boolean renewing;

    private boolean quiet;
    private boolean epochChanged;
    private long inFlight;

    /// The client with an index. A client that is not known yet is recorded with its user.
    ///
    /// @param index from 0 on
    /// @param user the index of the user, from 0 on
    public ClientCheck client(int index, int user) {
        return clients.computeIfAbsent(index, unused -> new ClientCheck(this, index, user));
    }

    /// Records a fault, after it took effect.
    ///
    /// @param kind names the kind of fault
    /// @param mayLose whether the fault may lose acknowledged messages. Then nothing of the former state of the data
    ///     may be served any more
    public void fault(long nanos, String kind, boolean mayLose) {
        recovery.fault(nanos, kind, inFlight);
        if (mayLose) {
            era++;
            settling = true;
            epochsOfEra.clear();
            chats.values().forEach(ChatCheck::dataMayBeLost);
        }
    }

    /// Records that the last fault may change the epoch and loses nothing, such as a failover to a synchronous standby.
    /// The era stays the same, so nothing that was acknowledged before may be missing afterwards.
    public void mayChangeEpoch() {
        renewing = true;
        settling = true;
    }

    /// Records the end of a fault that may change the epoch: the server serves the state of the data that remained, and
    /// has detected it if messages were lost.
    public void settled() {
        settling = false;
    }

    /// Records that all clients have stopped sending, and that what was under way has arrived. A run waits at least
    /// 40 s after its last fault: a client needs up to 35 s to notice a dead connection.
    public void quiet() {
        quiet = true;
    }

    /// Makes the final checks.
    ///
    /// @param nanos the time of the end
    public CheckReport finish(long nanos) {
        for (ClientCheck client : clients.values()) {
            client.judge(nanos);
        }
        connections.forEach(connection -> connection.judge(nanos));
        CheckReport.Sends sends = new CheckReport.Sends(0, 0, 0, 0, 0, 0);
        long compared = 0;
        for (ChatCheck chat : chats.values()) {
            ChatCheck.Result result = chat.judge();
            sends = sends.plus(result.sends());
            compared += result.compared();
        }
        if (sends.lostByFault() > 0 && !epochChanged) {
            breaches.add(
                    Law.EPOCH,
                    Breach.EPOCH,
                    sends.lostByFault() + " acknowledged messages were lost, and the epoch is the same");
        }
        return new CheckReport(sends, compared, breaches.laws(), breaches.examples(), recovery.times());
    }

    Breaches breaches() {
        return breaches;
    }

    Recovery recovery() {
        return recovery;
    }

    ChatCheck chat(UUID id) {
        return chats.computeIfAbsent(id, unused -> new ChatCheck(id, breaches));
    }

    /// The number of faults so far that may lose messages.
    int era() {
        return era;
    }

    boolean isQuiet() {
        return quiet;
    }

    /// Checks that a change is recorded before [#quiet].
    void changes() {
        if (quiet) {
            throw new IllegalStateException("a client sent after the run was quiet");
        }
    }

    void inFlight(int more) {
        inFlight += more;
    }

    ConnectionCheck opened(ConnectionCheck connection) {
        connections.add(connection);
        return connection;
    }

    void closed(ConnectionCheck connection) {
        connections.remove(connection);
    }

    /// Records the epoch in a `ready`.
    ///
    /// @return whether the connection serves the present state of the data
    boolean ready(String who, String epoch) {
        boolean known = epochs.contains(epoch);
        if (settling && known && !epochsOfEra.contains(epoch)) {
            return false;
        }
        if (renewing && !known && !epochsOfEra.isEmpty()) {
            renewing = false;
            epochsOfEra.clear();
        }
        if (!epochsOfEra.isEmpty() && !epochsOfEra.contains(epoch)) {
            breaches.add(
                    Law.EPOCH,
                    Breach.EPOCH,
                    who + ": the epoch is " + epoch + " after " + epochsOfEra + ", without a loss");
        }
        epochChanged |= !known && !epochs.isEmpty();
        epochsOfEra.add(epoch);
        epochs.add(epoch);
        return true;
    }
}
