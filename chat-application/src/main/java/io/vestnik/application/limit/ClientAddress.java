package io.vestnik.application.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The origin of a request, as precise as limits need it: an IPv4 address, or the first 64 bits of an IPv6 address,
/// because a client that has a /64 can use all of its 2^64 addresses.
public record ClientAddress(String value) {
    /// The limit of a /56 network, as a multiple of the limit of one address. A household or a rented machine is
    /// assigned a /56, and an honest client uses only a few /64 networks of it.
    public static final int SHARE_OF_56 = 4;

    /// The limit of a /48 network, as a multiple of the limit of one address. One site is assigned a /48.
    public static final int SHARE_OF_48 = 16;

    /// The limit of each entry of [#networks], in the same order, as a multiple of the limit of one address.
    public static final List<Integer> SHARES = List.of(1, SHARE_OF_56, SHARE_OF_48);

    /// The maximum part of a total for each entry of [#networks], in the same order, as a divisor of the total: one
    /// address may take a quarter of the total; its /56 and its /48 may take half each. So one client leaves room for
    /// others, whatever network was assigned to it.
    public static final List<Integer> PARTS = List.of(4, 2, 2);

    private static final String SUFFIX_64 = "/64";

    private static final int DIGITS_OF_56 = 14;

    private static final int DIGITS_OF_48 = 12;

    private static final int NETWORK_BYTES = 8;

    /// Creates the origin from the address of a connection's other end, or of the client that a trusted proxy reports.
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
