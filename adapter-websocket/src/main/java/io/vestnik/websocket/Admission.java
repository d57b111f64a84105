package io.vestnik.websocket;

import io.vestnik.application.limit.ClientAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the unauthenticated connections of each address. They cost memory and belong to no user, so an address may
/// have few. An IPv6 address also counts for its wider networks, whose bounds are a multiple.
final class Admission {
    private final int max;
    private final ConcurrentHashMap<ClientAddress, Integer> pending = new ConcurrentHashMap<>();

    /// @param max 0 = no bound
    Admission(int max) {
        this.max = max;
    }

    /// Takes a place for one more connection, if there is one. Concurrent calls never take more places than there are.
    boolean enter(ClientAddress address) {
        List<ClientAddress> networks = address.networks();
        for (int width = 0; width < networks.size(); width++) {
            if (!enter(networks.get(width), most(width))) {
                networks.subList(0, width).forEach(this::leave);
                return false;
            }
        }
        return true;
    }

    private int most(int width) {
        return (int) Math.min(Integer.MAX_VALUE, (long) max * ClientAddress.SHARES.get(width));
    }

    private boolean enter(ClientAddress network, int most) {
        boolean[] entered = new boolean[1];
        pending.compute(network, (a, count) -> {
            int present = count == null ? 0 : count;
            entered[0] = most == 0 || present < most;
            return entered[0] ? present + 1 : count;
        });
        return entered[0];
    }

    /// A connection was authenticated or closed.
    void left(ClientAddress address) {
        address.networks().forEach(this::leave);
    }

    private void leave(ClientAddress network) {
        pending.computeIfPresent(network, (a, count) -> count == 1 ? null : count - 1);
    }

    int count(ClientAddress address) {
        return pending.getOrDefault(address, 0);
    }
}
