package io.vestnik.bootstrap;

import io.vestnik.bootstrap.settings.Settings;
import java.net.InetSocketAddress;

/// The address on which a server listens.
///
/// @param host a name or an address, as the settings have it
record ListenAddress(String host) {
    static ListenAddress of(Settings settings) {
        return new ListenAddress(settings.listen().host());
    }

    /// Whether only programs of this machine can reach the server.
    boolean isLocal() {
        InetSocketAddress address = new InetSocketAddress(host, 0);
        return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    }

    /// The URL at which a browser on this machine reaches the server.
    String url(int port) {
        InetSocketAddress address = new InetSocketAddress(host, 0);
        boolean onLocalhost = !address.isUnresolved()
                && (address.getAddress().isAnyLocalAddress()
                        || address.getAddress().isLoopbackAddress());
        if (onLocalhost) {
            return "http://localhost:" + port;
        }
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
