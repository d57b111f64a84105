package io.vestnik.http.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// A range of addresses: one address, or all addresses with a common prefix.
///
/// @param prefixBits the length of the prefix
public record Network(InetAddress address, int prefixBits) {

    /// Reads `10.0.0.0/8`, `192.0.2.7`, `2001:db8::/32`; names are not looked up.
    ///
    /// @throws IllegalArgumentException if the text has none of these forms
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException(text + " is no IP address or network"));
        int bits = address.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new Network(address, bits);
        }
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > bits) {
            throw new IllegalArgumentException(text + " is no network: the prefix must be 0 to " + bits);
        }
        return new Network(address, Integer.parseInt(prefix));
    }

    /// Whether `other` is in this range.
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((mine[bit / Byte.SIZE] & mask) != (theirs[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    /// Parses an address in numeric form. Empty for a name, which would need a DNS query.
    static Optional<InetAddress> literal(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") && !text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
