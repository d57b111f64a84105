package io.vestnik.http.edge;

import io.vestnik.application.limit.ClientAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;

/// Finds the client address of a connection before a request is read, for the limits that count by address.
///
/// @param trustedProxies networks of proxies; a proxy has no bound of its own, because all clients connect through it
public record Peers(List<Network> trustedProxies) {

    /// The client at the other end of a connection; empty for a trusted proxy.
    public Optional<ClientAddress> client(EndPoint endPoint) {
        InetAddress address =
                endPoint.getRemoteSocketAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
                        ? inet.getAddress()
                        : InetAddress.getLoopbackAddress();
        return trustedProxies.stream().anyMatch(network -> network.contains(address))
                ? Optional.empty()
                : Optional.of(ClientAddress.of(address));
    }
}
