package io.vestnik.websocket;

import io.vestnik.application.limit.ClientAddress;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the connections of each address that have not said whose they are: they cost memory and are nobody's, so an
/// address may have few.
final class Admission {
    private final int max;
    private final ConcurrentHashMap<ClientAddress, Integer> pending = new ConcurrentHashMap<>();

    /// @param max 0 = no bound
    Admission(int max) {
        this.max = max;
    }

    /// Whether one more may open.
    boolean free(ClientAddress address) {
        return max == 0 || pending.getOrDefault(address, 0) < max;
    }

    /// One more opened.
    void entered(ClientAddress address) {
        pending.merge(address, 1, Integer::sum);
    }

    /// One said whose it is, or is gone.
    void left(ClientAddress address) {
        pending.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }

    int count(ClientAddress address) {
        return pending.getOrDefault(address, 0);
    }
}
