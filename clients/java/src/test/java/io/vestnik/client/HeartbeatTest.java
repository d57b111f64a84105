package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private long nanos = Long.MAX_VALUE - 1_000;
    private final Heartbeat heartbeat = new Heartbeat(Duration.ofSeconds(10), () -> nanos);

    @Test
    void a_silence_causes_one_ping_and_then_the_end() {
        heartbeat.setInterval(Duration.ofSeconds(20));
        after(19);
        assertThat(heartbeat.wantsPing(false)).isFalse();
        assertThat(heartbeat.untilDue()).isEqualTo(Duration.ofSeconds(1));

        after(1);
        assertThat(heartbeat.wantsPing(false)).isTrue();
        assertThat(heartbeat.wantsPing(true)).isFalse();
        after(9);
        assertThat(heartbeat.isDead()).isFalse();
        assertThat(heartbeat.untilDue()).isEqualTo(Duration.ofSeconds(1));
        after(1);
        assertThat(heartbeat.isDead()).isTrue();
    }

    @Test
    void any_received_data_is_a_sign_of_life() {
        after(25);
        heartbeat.wantsPing(false);
        after(9);
        heartbeat.received();
        after(1);

        assertThat(heartbeat.isDead()).isFalse();
        assertThat(heartbeat.wantsPing(false)).isFalse();
        assertThat(heartbeat.untilDue()).isEqualTo(Duration.ofSeconds(24));
    }

    @Test
    void an_unanswered_request_shortens_the_silence_from_its_send() {
        after(20);
        assertThat(heartbeat.wantsPing(true)).as("sent just now").isFalse();

        after(4);
        assertThat(heartbeat.wantsPing(true)).isFalse();
        after(1);
        assertThat(heartbeat.wantsPing(true)).isTrue();
        heartbeat.received();
        after(4);
        assertThat(heartbeat.wantsPing(true))
                .as("the server lives, and works on it")
                .isFalse();
    }

    private void after(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }
}
