package io.vestnik.http.edge;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.http.route.Client;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/// Resolves the client address of a request. `X-Forwarded-For` and `Forwarded` count only as far as trusted proxies
/// wrote them. The hops are read from right to left. The first hop that is not a trusted proxy is the client, and hops
/// to its left are ignored.
///
/// If a request has both headers and they disagree, neither counts: the proxy wrote one of them and passed on the
/// other, which the client may have forged.
///
/// @param trusted the trusted proxies
public record ClientAddressResolver(List<Network> trusted) {
    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final String X_FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED = "Forwarded";

    /// The maximum number of hops in a header. A chain of proxies is short; a header with more hops is an attack.
    private static final int HOPS_MAX = 16;

    /// The client behind a request.
    ///
    /// @param peer the remote address of the connection
    public Client of(InetAddress peer, HttpFields headers) {
        List<String> plain = headers.getCSV(X_FORWARDED_FOR, false);
        List<String> standard = pairs(headers.getCSV(FORWARDED, true), "for=");
        boolean proxied = headers.contains(X_FORWARDED_FOR) || headers.contains(FORWARDED);
        InetAddress client = peer;
        if (proxied && trusts(peer)) {
            InetAddress byPlain = client(peer, plain);
            InetAddress byStandard = client(peer, standard);
            if (plain.isEmpty()) {
                client = byStandard;
            } else if (standard.isEmpty() || byPlain.equals(byStandard)) {
                client = byPlain;
            }
        }
        return new Client(
                ClientAddress.of(client), peer.isLoopbackAddress() && !proxied && LoopbackHost.isNamedIn(headers));
    }

    /// Whether a trusted proxy states that the client uses TLS. Only the statement of the last proxy counts.
    boolean overTls(InetAddress peer, HttpFields headers) {
        List<String> plain = headers.getCSV(X_FORWARDED_PROTO, false);
        String last = plain.isEmpty()
                ? last(pairs(headers.getCSV(FORWARDED, true), "proto="))
                : plain.getLast().strip();
        return trusts(peer) && last.equalsIgnoreCase("https");
    }

    private static String last(List<String> values) {
        return values.isEmpty() ? "" : values.getLast();
    }

    private InetAddress client(InetAddress peer, List<String> hops) {
        InetAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && i >= hops.size() - HOPS_MAX && trusts(client); i--) {
            Optional<InetAddress> hop = Network.literal(withoutPort(hops.get(i)));
            if (hop.isEmpty()) {
                return client;
            }
            client = hop.get();
        }
        return client;
    }

    private boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    /// The values of all pairs that begin with `name`, from left to right.
    ///
    /// @param name the name of the pairs in lower case, including the `=`
    private static List<String> pairs(List<String> elements, String name) {
        List<String> values = new ArrayList<>();
        for (String element : elements) {
            for (String pair : element.split(";", -1)) {
                String text = pair.strip();
                if (text.toLowerCase(Locale.ROOT).startsWith(name)) {
                    values.add(text.substring(name.length()).replace("\"", ""));
                }
            }
        }
        return values;
    }

    /// Removes the port and brackets from `192.0.2.7:4711` and `[2001:db8::1]:4711`.
    private static String withoutPort(String hop) {
        String text = hop.strip();
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? text : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }
}
