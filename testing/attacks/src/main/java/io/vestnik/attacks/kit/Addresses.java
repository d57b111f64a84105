package io.vestnik.attacks.kit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

/// Loopback addresses of one /16 network. The server counts each of them as a client of its own. Thread-safe.
///
/// Linux accepts all of 127.0.0.0/8; other systems need an alias for each address.
public final class Addresses {
    private static final int LOOPBACK = 127;

    /// Hosts 0 and 255 of a /24 are left out, as on a real network.
    private static final int HOSTS = 254;

    private final int network;
    private final AtomicInteger last = new AtomicInteger();

    /// @param network the second byte of the addresses, 1 to 254
    public Addresses(int network) {
        this.network = network;
    }

    /// The next unused address; starts again after 64,770.
    public InetAddress next() {
        return number(last.getAndIncrement());
    }

    /// Always the same address for the same number.
    public InetAddress number(int number) {
        int rest = Math.floorMod(number, HOSTS * (HOSTS + 1));
        byte[] bytes = {LOOPBACK, (byte) network, (byte) (rest / HOSTS), (byte) (1 + rest % HOSTS)};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
