package io.vestnik.application.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.ClientAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final int MAX = 64;
    private static final ClientAddress ONE = address("192.0.2.1");
    private static final ClientAddress OTHER = address("192.0.2.2");
    private static final ClientAddress THIRD = address("2001:db8:2::1");

    private final FairQueue<String> queue = new FairQueue<>(MAX);

    private static ClientAddress address(String literal) {
        try {
            return ClientAddress.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private List<String> all() {
        List<String> all = new ArrayList<>();
        for (Optional<String> next = queue.poll(); next.isPresent(); next = queue.poll()) {
            all.add(next.get());
        }
        return all;
    }

    private void fill(ClientAddress address, int count) {
        for (int i = 0; i < count; i++) {
            queue.add(address.value() + " " + i, address);
        }
    }

    @Test
    void networks_take_turns() {
        fill(ONE, 3);
        fill(OTHER, 2);
        fill(THIRD, 1);
        String third = THIRD.value();
        assertThat(all())
                .containsExactly(
                        "192.0.2.1 0", "192.0.2.2 0", third + " 0", "192.0.2.1 1", "192.0.2.2 1", "192.0.2.1 2");
    }

    @Test
    void a_network_that_comes_later_waits_for_one_piece_of_work() {
        fill(ONE, 10);
        queue.poll();
        queue.poll();
        queue.add("late", OTHER);
        assertThat(all().indexOf("late")).isLessThanOrEqualTo(1);
    }

    @Test
    void work_of_a_full_queue_gives_way_to_another_network() {
        fill(ONE, MAX);
        assertThat(queue.add("one more", ONE)).contains("one more");
        for (int i = 0; i < MAX / 2; i++) {
            assertThat(queue.add("other " + i, OTHER)).contains("192.0.2.1 " + (MAX - 1 - i));
        }
        assertThat(queue.add("one more", OTHER)).contains("one more");
        assertThat(all()).hasSize(MAX).startsWith("192.0.2.1 0", "other 0", "192.0.2.1 1", "other 1");
    }

    @Test
    void work_of_as_many_networks_as_places_gives_way_to_none() {
        for (int i = 0; i < MAX; i++) {
            assertThat(queue.add("work " + i, address("198.51.100." + i))).isEmpty();
        }
        assertThat(queue.add("one more", ONE)).contains("one more");
    }

    @Test
    void a_48_takes_the_turns_of_sixteen_addresses() {
        for (int subnet = 0; subnet < MAX; subnet++) {
            queue.add("subnet", address(String.format(Locale.ROOT, "2001:db8:1:%x00::1", subnet)));
        }
        assertThat(queue.add("one", ONE)).contains("subnet");
        assertThat(queue.add("two", ONE)).contains("subnet");
        List<String> all = all();
        assertThat(all.indexOf("one")).isEqualTo(1);
        assertThat(all.indexOf("two")).isBetween(15, 18);
    }

    @Test
    void removed_work_does_not_return_and_leaves_its_place() {
        fill(ONE, MAX - 1);
        queue.add("removed", OTHER);
        queue.remove("removed");
        assertThat(queue.add("new", OTHER)).isEmpty();
        assertThat(queue.clear()).hasSize(MAX).contains("new").doesNotContain("removed");
        assertThat(queue.poll()).isEmpty();
    }
}
