package io.vestnik.load;

import java.net.URI;
import java.util.OptionalLong;

/// The server under load.
///
/// @param address `http://…`; the load client does not support TLS
/// @param pid of the server's process on this machine, to measure its memory and processor time
public record Target(URI address, OptionalLong pid) {

    public Target {
        if (!"http".equals(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException(address + ": the load client speaks plain http:// to a host");
        }
    }
}
