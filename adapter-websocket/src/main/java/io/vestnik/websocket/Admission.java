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

    /// Takes a place for one more, if there is one. Of those that ask at the same instant no more get one than there
    /// are.
    boolean enter(ClientAddress address) {
        boolean[] entered = new boolean[1];
        pending.compute(address, (a, count) -> {
            int present = count == null ? 0 : count;
            entered[0] = max == 0 || present < max;
            return entered[0] ? present + 1 : count;
        });
        return entered[0];
    }

    /// One said whose it is, or is gone.
    void left(ClientAddress address) {
        pending.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }

    int count(ClientAddress address) {
        return pending.getOrDefault(address, 0);
    }
}
