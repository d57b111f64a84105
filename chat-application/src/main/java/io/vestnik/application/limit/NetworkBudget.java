package io.vestnik.application.limit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A memory budget for clients that are not authenticated yet, divided among their networks. All leases of a network
/// together take at most its part ([ClientAddress#PARTS]), so that one client leaves room for others. The only
/// exception is the single lease of a network: a network without leases may take a lease that is larger than its part.
/// Thread-safe, by this object's monitor.
public final class NetworkBudget {
    private final MemoryBudget budget;
    private final Map<ClientAddress, Long> taken = new HashMap<>();

    public NetworkBudget(MemoryBudget budget) {
        this.budget = budget;
    }

    /// Takes a lease.
    ///
    /// @param address empty for a client without a bound of its own, such as a trusted proxy
    /// @param bytes more than 0
    /// @return the lease; empty if the budget, or the part of a network, has fewer bytes left
    public synchronized Optional<Lease> take(Optional<ClientAddress> address, long bytes) {
        List<ClientAddress> networks = address.map(ClientAddress::networks).orElse(List.of());
        if (!fits(networks, bytes)) {
            return Optional.empty();
        }
        return budget.take(bytes).map(lease -> {
            add(networks, bytes);
            return new Lease(networks, lease);
        });
    }

    private boolean fits(List<ClientAddress> networks, long more) {
        for (int width = 0; width < networks.size(); width++) {
            long before = taken.getOrDefault(networks.get(width), 0L);
            if (before > 0 && before + more > budget.bytesMax() / ClientAddress.PARTS.get(width)) {
                return false;
            }
        }
        return true;
    }

    private void add(List<ClientAddress> networks, long more) {
        for (ClientAddress network : networks) {
            taken.merge(network, more, (before, change) -> before + change == 0 ? null : before + change);
        }
    }

    /// The number of networks that hold memory, for tests.
    synchronized int networks() {
        return taken.size();
    }

    /// Bytes that are taken from the budget until the lease is closed.
    public final class Lease implements AutoCloseable {
        private final List<ClientAddress> networks;
        private final MemoryBudget.Lease lease;

        private Lease(List<ClientAddress> networks, MemoryBudget.Lease lease) {
            this.networks = networks;
            this.lease = lease;
        }

        /// The bytes of this lease; 0 once closed.
        public long bytes() {
            return lease.bytes();
        }

        /// Enlarges this lease to `bytes`. A lease that already has at least as many bytes does not change.
        ///
        /// @return false if the budget, or the part of a network, does not have the additional bytes; the lease then
        ///     keeps its size
        /// @throws IllegalStateException if the lease is closed
        public boolean grow(long bytes) {
            synchronized (NetworkBudget.this) {
                long more = bytes - lease.bytes();
                if (more <= 0) {
                    return true;
                }
                if (!fits(networks, more) || !lease.resize(bytes)) {
                    return false;
                }
                add(networks, more);
                return true;
            }
        }

        /// Releases all bytes of the lease. A second call has no effect.
        @Override
        public void close() {
            synchronized (NetworkBudget.this) {
                long bytes = lease.bytes();
                lease.close();
                if (bytes > 0) {
                    add(networks, -bytes);
                }
            }
        }
    }
}
