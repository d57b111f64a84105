package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosedTest {

    @ParameterizedTest
    @CsvSource({
        "1000, RECONNECT",
        "1001, RECONNECT",
        "1006, RECONNECT",
        "1009, RECONNECT",
        "1011, RECONNECT",
        "4000, RECONNECT",
        "4001, REFRESH_FIRST",
        "4002, RECONNECT",
        "4003, RECONNECT",
        "4499, RECONNECT",
        "4500, STOP",
        "4501, STOP",
        "4502, STOP",
        "4503, RECONNECT_LATER",
        "4504, STOP",
        "4999, STOP"
    })
    void a_close_code_determines_the_clients_next_step(int code, Closed.Advice advice) {
        assertThat(new Closed(code, "").advice()).isEqualTo(advice);
    }
}
