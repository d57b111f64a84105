package io.vestnik.http.edge;

import java.net.InetAddress;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;

/// Names and addresses of this machine, as `Host` headers of local clients have them.
///
/// A page in a browser on this machine can point a name of its own here (DNS rebinding). The browser then connects over
/// loopback but sends that name as `Host`.
final class LoopbackHost {
    private static final String HOST = "Host";
    private static final String LOCALHOST = "localhost";

    private LoopbackHost() {}

    /// Whether `Host` names this machine, or is absent, as only old programs leave it.
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
