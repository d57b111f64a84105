package io.vestnik.application.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Where a request comes from, as far as limits tell two apart: an IPv4 address, or the first 64 bits of an IPv6 one,
/// since a client that has one of those has the 2^64 after it.
public record ClientAddress(String value) {
    /// How many times the limit of one address a /56 has: what one household or one rented machine is given, of which
    /// an honest one uses a few /64.
    public static final int SHARE_OF_56 = 4;

    /// How many times the limit of one address a /48 has: what one site is given.
    public static final int SHARE_OF_48 = 16;

    /// The multiples of the limit of one address, for each of [#networks].
    public static final List<Integer> SHARES = List.of(1, SHARE_OF_56, SHARE_OF_48);

    private static final String SUFFIX_64 = "/64";

    private static final int DIGITS_OF_56 = 14;

    private static final int DIGITS_OF_48 = 12;

    private static final int NETWORK_BYTES = 8;

    /// Of the other end of a connection, or of the client that a trusted proxy names.
    public static ClientAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new ClientAddress(
                address instanceof Inet4Address
                        ? address.getHostAddress()
                        : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + SUFFIX_64);
    }

    /// This address, and for IPv6 the /56 and the /48 around it.
    public List<ClientAddress> networks() {
        return value.endsWith(SUFFIX_64) && value.length() == 2 * NETWORK_BYTES + SUFFIX_64.length()
                ? List.of(
                        this,
                        new ClientAddress(value.substring(0, DIGITS_OF_56) + "/56"),
                        new ClientAddress(value.substring(0, DIGITS_OF_48) + "/48"))
                : List.of(this);
    }
}
