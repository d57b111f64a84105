package io.vestnik.http.edge;

import java.net.InetAddress;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;

/// Names and addresses of this machine, as local clients send them in `Host` headers.
///
/// A web page can make a name of its own resolve to the loopback address (DNS rebinding). A browser on this machine
/// then connects over loopback, but its `Host` header has the name of the page. So the `Host` header distinguishes such
/// a page from a local client.
final class LoopbackHost {
    private static final String HOST = "Host";
    private static final String LOCALHOST = "localhost";

    private LoopbackHost() {}

    /// Whether `Host` names this machine, or is absent as in requests of very old programs.
    static boolean isNamedIn(HttpFields headers) {
        List<String> hosts = headers.getValuesList(HOST);
        return hosts.isEmpty() || (hosts.size() == 1 && isLoopback(withoutPort(hosts.getFirst())));
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase(LOCALHOST)
                || Network.literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? "" : host.substring(1, end);
        }
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
