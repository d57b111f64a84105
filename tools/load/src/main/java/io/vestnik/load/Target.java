package io.vestnik.load;

import java.net.URI;
import java.util.OptionalLong;

/// The server under load.
///
/// @param address `http://…`; the load tool does not support TLS
/// @param pid the id of the server's process on this machine, whose memory and processor time are measured; empty = not
///     measured
public record Target(URI address, OptionalLong pid) {

    public Target {
        if (!"http".equals(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException(address + ": the load client speaks plain http:// to a host");
        }
    }
}
