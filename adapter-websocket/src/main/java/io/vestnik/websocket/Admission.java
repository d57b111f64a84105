package io.vestnik.websocket;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.NetworkPlaces;
import io.vestnik.websocket.connection.Connection;
import java.util.Optional;

/// The places of unauthenticated connections. Such connections cost memory and belong to no user, so their number is
/// bounded, and an address may have few of them. A connection from an IPv6 address also counts for the wider networks
/// of the address. The bound of a wider network is a multiple of the bound of an address.
///
/// When all places are taken, a new connection gets the place of another connection: the connection that has waited
/// longest in the most loaded network. The new connection is refused instead if its own network would then be at least
/// as loaded. So a flood from some addresses does not lock out the other addresses.
final class Admission {
    private final NetworkPlaces<Connection> places;

    /// @param max the maximum number of unauthenticated connections of all addresses
    /// @param perAddressMax the maximum number of unauthenticated connections of one address; 0 = no bound
    Admission(int max, int perAddressMax) {
        this.places = NetworkPlaces.inShares(max, perAddressMax);
    }

    /// Takes a place for a connection; returns false if there is none.
    boolean enter(Connection connection, ClientAddress address) {
        return switch (places.enter(connection, address)) {
            case NetworkPlaces.Entry.Entered<Connection>(Optional<Connection> displaced) -> {
                displaced.ifPresent(Connection::closeForPlace);
                yield true;
            }
            case NetworkPlaces.Entry.Refused<Connection>() -> false;
        };
    }

    /// Called when the handshake of a connection is complete. Closes the connection if it has lost its place meanwhile.
    void opened(Connection connection) {
        if (!places.has(connection)) {
            connection.closeForPlace();
        }
    }

    /// Frees the place of a connection that was authenticated or closed.
    void left(Connection connection) {
        places.leave(connection);
    }
}
