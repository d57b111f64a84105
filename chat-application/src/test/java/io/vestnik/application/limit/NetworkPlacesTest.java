package io.vestnik.application.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.NetworkPlaces.Entry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkPlacesTest {
    private static final int CONCURRENT = 4;

    private static ClientAddress address(String literal) {
        try {
            return ClientAddress.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static ClientAddress host(int number) {
        return address("192.0.2." + number);
    }

    private static ClientAddress subnet(int number) {
        return address(String.format(Locale.ROOT, "2001:db8:1:%x::1", number));
    }

    private static boolean enters(NetworkPlaces<Object> places, ClientAddress address) {
        return places.enter(new Object(), address) instanceof Entry.Entered<Object>;
    }

    @Test
    void wider_networks_have_a_multiple_of_the_bound_of_an_address() {
        NetworkPlaces<Object> places = NetworkPlaces.inShares(1_000, 2);
        assertThat(IntStream.range(0, 0x100)
                        .filter(i -> enters(places, subnet(i)))
                        .count())
                .isEqualTo(2 * ClientAddress.SHARE_OF_56);
        assertThat(IntStream.iterate(0x100, i -> i < 0x4000, i -> i + 0x40)
                        .filter(i -> enters(places, subnet(i)))
                        .count())
                .isEqualTo(2L * (ClientAddress.SHARE_OF_48 - ClientAddress.SHARE_OF_56));
        assertThat(enters(places, address("2001:db8:2::1"))).isTrue();
        assertThat(enters(places, host(1))).isTrue();
        assertThat(enters(places, host(1))).isTrue();
        assertThat(enters(places, host(1))).isFalse();
    }

    @Test
    void a_place_is_free_when_its_client_has_left() {
        NetworkPlaces<Object> places = NetworkPlaces.inShares(10, 1);
        Object client = new Object();
        places.enter(client, subnet(1));
        assertThat(enters(places, subnet(1))).isFalse();
        places.leave(client);
        places.leave(client);
        assertThat(places.size()).isZero();
        assertThat(places.count(subnet(1))).isZero();
        assertThat(enters(places, subnet(1))).isTrue();
    }

    @Test
    void no_bound_of_an_address_and_a_high_one_do_not_overflow() {
        for (int max : new int[] {0, Integer.MAX_VALUE}) {
            NetworkPlaces<Object> places = NetworkPlaces.inShares(1_000, max);
            assertThat(IntStream.range(0, 1_001)
                            .filter(i -> enters(places, subnet(0)))
                            .count())
                    .isEqualTo(1_000);
        }
    }

    @Test
    void a_network_takes_its_part_and_at_least_one_place() {
        NetworkPlaces<Object> places = NetworkPlaces.inParts(40);
        assertThat(IntStream.range(0, 40).filter(i -> enters(places, subnet(7))).count())
                .isEqualTo(10);
        assertThat(IntStream.range(0, 40).filter(i -> enters(places, subnet(i))).count())
                .isEqualTo(10);
        assertThat(IntStream.range(0, 40)
                        .filter(i -> enters(places, subnet(0x100 * i)))
                        .count())
                .isZero();
        assertThat(enters(places, address("2001:db8:2::1"))).isTrue();
        assertThat(enters(NetworkPlaces.inParts(1), host(1))).isTrue();
    }

    @Test
    void a_newcomer_gets_the_place_used_longest_ago_in_the_most_loaded_network() {
        NetworkPlaces<String> places = NetworkPlaces.inShares(5, 4);
        places.enter("a1", host(1));
        places.enter("b1", host(2));
        places.enter("b2", host(2));
        places.enter("b3", host(2));
        places.enter("a2", host(1));
        places.use("b1");
        assertThat(places.enter("c1", host(3))).isEqualTo(new Entry.Entered<>(Optional.of("b2")));
        assertThat(places.size()).isEqualTo(5);
        // The displaced client leaves later, without an effect.
        places.leave("b2");
        assertThat(places.size()).isEqualTo(5);
        assertThat(places.count(host(2))).isEqualTo(2);
        assertThat(places.enter("d1", host(4))).isInstanceOf(Entry.Entered.class);
    }

    @Test
    void a_newcomer_of_a_network_as_loaded_is_refused() {
        NetworkPlaces<Object> places = NetworkPlaces.inShares(4, 4);
        for (int i = 0; i < 4; i++) {
            assertThat(enters(places, host(i / 2))).isTrue();
        }
        assertThat(enters(places, host(0))).isFalse();
        assertThat(enters(places, host(9))).isTrue();
        assertThat(enters(places, host(9))).isFalse();
        assertThat(places.size()).isEqualTo(4);
    }

    @Test
    void a_48_with_many_subnets_is_more_loaded_than_an_address() {
        NetworkPlaces<Object> places = NetworkPlaces.inShares(64, 64);
        for (int i = 0; i < 64; i++) {
            assertThat(enters(places, subnet(0x100 * i))).isTrue();
        }
        // 64 places of the /48 count as much as 4 places of an address.
        for (int i = 1; i < 4; i++) {
            assertThat(enters(places, host(1))).as("place %d", i).isTrue();
        }
        assertThat(enters(places, host(1))).isFalse();
    }

    @Test
    void places_without_a_network_are_not_displaced() {
        NetworkPlaces<Object> places = NetworkPlaces.inParts(2);
        assertThat(places.enterUnbound(new Object())).isInstanceOf(Entry.Entered.class);
        assertThat(places.enterUnbound(new Object())).isInstanceOf(Entry.Entered.class);
        assertThat(places.enterUnbound(new Object())).isInstanceOf(Entry.Refused.class);
        assertThat(enters(places, host(1))).isFalse();
        Object upgraded = new Object();
        places.add(upgraded);
        assertThat(places.size()).isEqualTo(3);
        places.leave(upgraded);
        assertThat(places.size()).isEqualTo(2);
    }

    @Test
    void concurrent_clients_never_exceed_the_bound() throws InterruptedException {
        NetworkPlaces<Object> places = NetworkPlaces.inShares(8, 4);
        AtomicInteger above = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT)) {
            for (int thread = 0; thread < CONCURRENT; thread++) {
                ClientAddress address = host(thread);
                threads.execute(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        List<Object> clients = List.of(new Object(), new Object(), new Object());
                        clients.forEach(client -> places.enter(client, address));
                        if (places.size() > 8) {
                            above.incrementAndGet();
                        }
                        clients.forEach(places::leave);
                    }
                });
            }
        }
        assertThat(above).hasValue(0);
        assertThat(places.size()).isZero();
        assertThat(IntStream.range(0, CONCURRENT).map(i -> places.count(host(i))))
                .containsOnly(0);
    }
}
