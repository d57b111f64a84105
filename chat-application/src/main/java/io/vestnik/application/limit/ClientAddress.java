package io.vestnik.application.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// Where a request comes from, as far as limits tell two apart: an IPv4 address, or the first 64 bits of an IPv6 one,
/// since whoever has one of those has the 2^64 after it.
public record ClientAddress(String value) {
    private static final int NETWORK_BYTES = 8;

    /// Of the other end of a connection, or of whoever a trusted proxy says it is.
    public static ClientAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new ClientAddress(
                address instanceof Inet4Address
                        ? address.getHostAddress()
                        : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + "/64");
    }
}
