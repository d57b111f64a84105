package io.vestnik.attacks.kit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

/// Loopback addresses of one /16 network. The server's limits treat each address as a separate client. Thread-safe.
///
/// Linux accepts all of 127.0.0.0/8; other systems need an alias for each address.
public final class Addresses {
    private static final int LOOPBACK = 127;

    /// The number of used addresses in a /24 network. Hosts 0 and 255 are not used, as in a real network.
    private static final int HOSTS = 254;

    private final int network;
    private final AtomicInteger last = new AtomicInteger();

    /// @param network the second byte of the addresses, 1 to 254
    public Addresses(int network) {
        this.network = network;
    }

    /// The next unused address. After 64,770 addresses, the first one is used again.
    public InetAddress next() {
        return number(last.getAndIncrement());
    }

    /// Returns the address that belongs to a number. The same number always has the same address.
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
