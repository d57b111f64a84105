package io.vestnik.application.limit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;

/// A bounded number of places for clients that are not authenticated yet, divided among their networks.
///
/// Each network has a bound of its own. When all places are taken, a new client replaces another client: in the most
/// loaded network, the client that has not used its place for the longest time. The new client is refused if one of its
/// own networks, with the new client, would have at least the load of the most loaded network. The load of an address
/// is the number of its clients. The number of clients of a /56 is divided by [ClientAddress#SHARE_OF_56], that of a
/// /48 by [ClientAddress#SHARE_OF_48].
///
/// Thread-safe, by this object's monitor; each call takes logarithmic time.
///
/// @param <T> clients, compared by identity
public final class NetworkPlaces<T> {
    private final int max;
    private final List<Integer> maxByWidth;
    private final IdentityHashMap<T, Place<T>> places = new IdentityHashMap<>();
    private final Map<ClientAddress, Network<T>> networks = new HashMap<>();
    private final TreeMap<Integer, SequencedSet<Network<T>>> byLoad = new TreeMap<>();

    private NetworkPlaces(int max, List<Integer> maxByWidth) {
        this.max = max;
        this.maxByWidth = maxByWidth;
    }

    /// Creates places. One address takes at most `addressMax` of them, and a wider network a multiple of that number
    /// ([ClientAddress#SHARES]).
    ///
    /// @param max the number of all places
    /// @param addressMax the maximum number of places of one address; 0 = no bound
    public static <T> NetworkPlaces<T> inShares(int max, int addressMax) {
        return new NetworkPlaces<>(
                max,
                ClientAddress.SHARES.stream()
                        .map(share -> addressMax == 0
                                ? Integer.MAX_VALUE
                                : (int) Math.min(Integer.MAX_VALUE, (long) addressMax * share))
                        .toList());
    }

    /// Creates places. One network takes at most its part of them ([ClientAddress#PARTS]); the part is at least one
    /// place.
    ///
    /// @param max the number of all places
    public static <T> NetworkPlaces<T> inParts(int max) {
        return new NetworkPlaces<>(
                max,
                ClientAddress.PARTS.stream()
                        .map(part -> Math.max(1, max / part))
                        .toList());
    }

    /// The result of entering.
    ///
    /// @param <T> clients
    public sealed interface Entry<T> {
        /// The client has a place.
        ///
        /// @param displaced the client that lost its place to this client, if any
        record Entered<T>(Optional<T> displaced) implements Entry<T> {}

        /// The client has no place.
        record Refused<T>() implements Entry<T> {}
    }

    private record Place<T>(T client, List<Network<T>> networks) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(client);
        }
    }

    private static final class Network<T> {
        private final ClientAddress address;
        /// The load that one client adds to this network, as a whole number: [ClientAddress#SHARE_OF_48] for an
        /// address, 1 for a /48.
        private final int unit;
        /// The places of this network, the least recently used place first.
        private final SequencedSet<Place<T>> places = new LinkedHashSet<>();

        private Network(ClientAddress address, int unit) {
            this.address = address;
            this.unit = unit;
        }

        private int load() {
            return places.size() * unit;
        }
    }

    /// Gives a place to a client that has none.
    public synchronized Entry<T> enter(T client, ClientAddress address) {
        List<ClientAddress> wider = address.networks();
        int load = 0;
        for (int width = 0; width < wider.size(); width++) {
            int count = count(wider.get(width)) + 1;
            if (count > maxByWidth.get(width)) {
                return new Entry.Refused<>();
            }
            load = Math.max(load, count * unit(width));
        }
        return enter(client, wider, load);
    }

    /// Gives a place to a client that has none and belongs to no network, such as a trusted proxy. Such a client is
    /// bounded in total only, and keeps its place until it leaves.
    public synchronized Entry<T> enterUnbound(T client) {
        return enter(client, List.of(), 0);
    }

    private Entry<T> enter(T client, List<ClientAddress> wider, int load) {
        Optional<T> displaced = Optional.empty();
        if (places.size() >= max) {
            if (byLoad.isEmpty() || byLoad.lastKey() <= load) {
                return new Entry.Refused<>();
            }
            displaced = Optional.of(
                    byLoad.lastEntry().getValue().getFirst().places.getFirst().client());
            leave(displaced.get());
        }
        add(client, wider);
        return new Entry.Entered<>(displaced);
    }

    /// Gives a place to a client that has none and belongs to no network, even beyond the bound.
    public synchronized void add(T client) {
        add(client, List.of());
    }

    private void add(T client, List<ClientAddress> wider) {
        List<Network<T>> all = new ArrayList<>(wider.size());
        for (int width = 0; width < wider.size(); width++) {
            int unit = unit(width);
            all.add(networks.computeIfAbsent(wider.get(width), address -> new Network<>(address, unit)));
        }
        Place<T> place = new Place<>(client, all);
        places.put(client, place);
        for (Network<T> network : all) {
            unlist(network);
            network.places.addLast(place);
            list(network);
        }
    }

    /// Ends the place of a client. No effect if the client has no place.
    public synchronized void leave(T client) {
        Place<T> place = places.remove(client);
        if (place == null) {
            return;
        }
        for (Network<T> network : place.networks()) {
            unlist(network);
            network.places.remove(place);
            if (network.places.isEmpty()) {
                networks.remove(network.address);
            } else {
                list(network);
            }
        }
    }

    /// Records that a client uses its place now. No effect if the client has no place.
    public synchronized void use(T client) {
        Place<T> place = places.get(client);
        if (place != null) {
            place.networks().forEach(network -> network.places.addLast(place));
        }
    }

    /// Whether a client has a place.
    public synchronized boolean has(T client) {
        return places.containsKey(client);
    }

    /// The number of taken places.
    public synchronized int size() {
        return places.size();
    }

    /// The number of places of one network.
    public synchronized int count(ClientAddress network) {
        Network<T> present = networks.get(network);
        return present == null ? 0 : present.places.size();
    }

    private static int unit(int width) {
        return ClientAddress.SHARE_OF_48 / ClientAddress.SHARES.get(width);
    }

    private void list(Network<T> network) {
        byLoad.computeIfAbsent(network.load(), load -> new LinkedHashSet<>()).add(network);
    }

    private void unlist(Network<T> network) {
        byLoad.computeIfPresent(network.load(), (load, alike) -> {
            alike.remove(network);
            return alike.isEmpty() ? null : alike;
        });
    }
}
