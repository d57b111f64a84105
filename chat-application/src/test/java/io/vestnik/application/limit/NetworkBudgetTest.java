package io.vestnik.application.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class NetworkBudgetTest {
    private static final int TOTAL = 1_000;

    private final MemoryBudget budget = new MemoryBudget("test", TOTAL);
    private final NetworkBudget memory = new NetworkBudget(budget);
    private final List<NetworkBudget.Lease> leases = new ArrayList<>();

    private static Optional<ClientAddress> address(String literal) {
        try {
            return Optional.of(ClientAddress.of(InetAddress.getByName(literal)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static Optional<ClientAddress> subnet(int number) {
        return address(String.format(Locale.ROOT, "2001:db8:1:%x::1", number));
    }

    private boolean takes(Optional<ClientAddress> address, int bytes) {
        Optional<NetworkBudget.Lease> lease = memory.take(address, bytes);
        lease.ifPresent(leases::add);
        return lease.isPresent();
    }

    private int taken(IntFunction<Optional<ClientAddress>> addresses) {
        int taken = 0;
        for (int i = 0; i < TOTAL; i++) {
            taken += takes(addresses.apply(i), 10) ? 10 : 0;
        }
        return taken;
    }

    @Test
    void one_address_takes_a_quarter_and_its_56_and_48_half() {
        assertThat(taken(i -> subnet(1))).isEqualTo(TOTAL / 4);
        assertThat(taken(i -> subnet(2 + i % 200))).isEqualTo(TOTAL / 4);
        assertThat(taken(i -> subnet(0x100 + i))).isZero();
        assertThat(takes(address("192.0.2.1"), 10)).isTrue();
        leases.forEach(NetworkBudget.Lease::close);
        leases.forEach(NetworkBudget.Lease::close);
        assertThat(budget.bytesTaken()).isZero();
        assertThat(memory.networks()).isZero();
        assertThat(takes(subnet(1), 10)).isTrue();
    }

    @Test
    void one_lease_may_be_larger_than_the_part_of_a_network() {
        assertThat(takes(address("192.0.2.1"), TOTAL / 2)).isTrue();
        assertThat(takes(address("192.0.2.1"), 1)).isFalse();
        assertThat(takes(address("192.0.2.2"), TOTAL)).isFalse();
        assertThat(memory.networks()).isEqualTo(1);
    }

    @Test
    void a_lease_grows_within_the_part_of_its_network() {
        NetworkBudget.Lease lease = memory.take(address("192.0.2.1"), 100).orElseThrow();
        assertThat(lease.grow(50)).isTrue();
        assertThat(lease.grow(TOTAL / 4)).isTrue();
        assertThat(lease.grow(TOTAL / 4 + 1)).isFalse();
        assertThat(lease.bytes()).isEqualTo(TOTAL / 4);
        assertThat(takes(address("192.0.2.1"), 1)).isFalse();
        lease.close();
        assertThat(budget.bytesTaken()).isZero();
    }

    @Test
    void a_client_without_a_bound_may_take_everything() {
        assertThat(taken(i -> Optional.empty())).isEqualTo(TOTAL);
    }
}
