package io.vestnik.http;

import io.vestnik.application.limit.ClientAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/// Finds out where a request comes from. What `X-Forwarded-For` or `Forwarded` say counts only as far as trusted
/// proxies wrote it: read from the right, each hop must be one of them to vouch for the next.
///
/// A request that brings both headers, saying different things, came through a proxy that writes one and passes on the
/// other, which the client may have made up: then neither counts.
///
/// @param trusted the proxies
record Origin(List<Network> trusted) {
    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final String X_FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED = "Forwarded";

    /// A chain of proxies is short; a header of many is an attack.
    private static final int HOPS_MAX = 16;

    /// Who asks.
    ///
    /// @param peer the other end of the connection
    Visitor of(InetAddress peer, HttpFields headers) {
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
        return new Visitor(
                ClientAddress.of(client), peer.isLoopbackAddress() && !proxied && LoopbackHost.isNamedIn(headers));
    }

    /// Whether a trusted proxy says that the client speaks TLS to it: the last one says so, whatever came before.
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

    /// What the pairs of a name say, from left to right.
    ///
    /// @param name lower case, with the sign after it
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

    /// `192.0.2.7:4711` and `[2001:db8::1]:4711` without what follows the address.
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
