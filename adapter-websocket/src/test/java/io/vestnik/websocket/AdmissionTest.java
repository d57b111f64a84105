package io.vestnik.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.ClientAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static ClientAddress address(String literal) {
        try {
            return ClientAddress.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static ClientAddress subnet(int number) {
        return address(String.format(Locale.ROOT, "2001:db8:1:%x::1", number));
    }

    @Test
    void a_56_and_a_48_have_a_multiple_of_an_addresses_bound() {
        Admission admission = new Admission(2);
        List<ClientAddress> entered = new ArrayList<>();
        for (int number = 0; number < 0x100; number++) {
            if (admission.enter(subnet(number))) {
                entered.add(subnet(number));
            }
        }
        assertThat(entered).hasSize(2 * ClientAddress.SHARE_OF_56);
        for (int number = 0x100; number < 0x4000; number += 0x40) {
            if (admission.enter(subnet(number))) {
                entered.add(subnet(number));
            }
        }
        assertThat(entered).hasSize(2 * ClientAddress.SHARE_OF_48);
        assertThat(admission.enter(address("2001:db8:2::1"))).isTrue();
        assertThat(admission.enter(address("192.0.2.7"))).isTrue();

        entered.forEach(admission::left);
        assertThat(admission.count(subnet(0))).isZero();
        assertThat(admission.enter(subnet(0))).isTrue();
        assertThat(admission.enter(subnet(0))).isTrue();
        assertThat(admission.enter(subnet(0))).isFalse();
    }

    @Test
    void zero_admits_all_and_a_high_bound_does_not_overflow() {
        for (int max : new int[] {0, Integer.MAX_VALUE}) {
            Admission admission = new Admission(max);
            for (int i = 0; i < 1_000; i++) {
                assertThat(admission.enter(subnet(0))).isTrue();
            }
        }
    }
}
