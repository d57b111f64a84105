package io.vestnik.postgres.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataEpochTest {
    private final StoredEpoch stored = new StoredEpoch();
    private final DataEpoch epoch = new DataEpoch(stored);

    @Test
    void a_growing_log_keeps_the_epoch() {
        assertThat(epoch.current()).isEqualTo("copied");
        stored.flushed += 1_000;
        assertThat(epoch.renew("an earlier epoch")).isEqualTo("copied");
        assertThat(stored.renewals).isZero();
    }

    @Test
    void a_log_that_ends_earlier_renews_the_epoch_once() {
        assertThat(epoch.current()).isEqualTo("copied");
        stored.flushed -= 1;

        assertThat(read()).isEqualTo("renewed 1");
        assertThat(read()).isEqualTo("renewed 1");
    }

    @Test
    void an_epoch_that_another_node_has_renewed_is_kept() {
        assertThat(epoch.current()).isEqualTo("copied");
        stored.flushed -= 1;
        stored.epoch = "of another node";

        assertThat(read()).isEqualTo("of another node");
        assertThat(read()).isEqualTo("of another node");
    }

    @Test
    void a_replaced_epoch_that_returns_is_renewed() {
        assertThat(epoch.current()).isEqualTo("copied");
        assertThat(epoch.renew("copied")).isEqualTo("renewed 1");

        stored.epoch = "copied";
        assertThat(read()).isEqualTo("renewed 2");
        stored.epoch = "renewed 1";
        assertThat(read()).isEqualTo("renewed 3");
        assertThat(read()).isEqualTo("renewed 3");
    }

    /// Reads the epoch from the store, not from memory.
    private String read() {
        return epoch.renew("no stored epoch");
    }

    private static final class StoredEpoch implements DataEpoch.Source {
        private String epoch = "copied";
        private long flushed = 1_000;
        private int renewals;

        @Override
        public DataEpoch.Reading read() {
            return new DataEpoch.Reading(epoch, flushed);
        }

        @Override
        public void renew(String known) {
            if (epoch.equals(known)) {
                renewals++;
                epoch = "renewed " + renewals;
            }
        }
    }
}
