package io.vestnik.faults.run.client;

import io.vestnik.client.VestnikApi;
import java.util.List;

/// Clients of one kind. Thread-safe.
public interface Clients extends AutoCloseable {
    /// The name of the kind, for reports.
    String name();

    /// The numbers of the clients.
    List<Integer> numbers();

    /// Whether all clients are connected and up to date.
    boolean areLive();

    /// Whether all clients are live and all their messages are acknowledged.
    boolean areSettled();

    /// Lets the clients send, read and change the chats of which they are members. Replaces the chats of an earlier
    /// round.
    void work(List<Room> rooms);

    /// Handles a fault that may have lost acknowledged messages. Ids that the clients know may belong to other messages
    /// from now on.
    void dataMayBeLost();

    /// Lets the clients finish what they have begun, and begin nothing new.
    void rest();

    /// The API as the user of a client, over HTTP.
    VestnikApi api(int client);

    /// Compares the clients' own state of the chats with the server. The clients must be settled.
    ///
    /// @return one line per difference
    List<String> differences(List<Room> rooms);

    /// Ends the clients.
    @Override
    void close();
}
