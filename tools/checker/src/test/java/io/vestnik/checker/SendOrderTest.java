package io.vestnik.checker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendOrderTest {
    private final SendOrder order = new SendOrder();
    private final long first = order.begin();
    private final long second = order.begin();

    @Test
    void sends_that_take_effect_in_order_are_correct() {
        assertThat(order.tookEffect(first, first, SendOrder.NEVER)).isTrue();
        assertThat(order.tookEffect(second, second, SendOrder.NEVER)).isTrue();
    }

    @Test
    void a_later_send_may_not_take_effect_first() {
        assertThat(order.tookEffect(second, second, SendOrder.NEVER)).isTrue();
        assertThat(order.tookEffect(first, first, SendOrder.NEVER)).isFalse();
    }

    @Test
    void a_send_that_was_begun_before_the_refusal_may_not_overtake() {
        long refusedAt = order.next();
        assertThat(order.tookEffect(second, second, SendOrder.NEVER)).isTrue();
        assertThat(order.tookEffect(first, order.repeat(), refusedAt)).isFalse();
    }

    @Test
    void a_send_that_was_begun_after_the_refusal_may_overtake() {
        long refusedAt = order.next();
        order.leave(second);
        long third = order.begin();
        assertThat(order.tookEffect(third, third, SendOrder.NEVER)).isTrue();
        assertThat(order.tookEffect(first, order.repeat(), refusedAt)).isTrue();
    }

    @Test
    void refused_sends_that_are_repeated_in_another_order_take_effect_in_that_order() {
        long refusedAt = order.next();
        assertThat(order.tookEffect(second, order.repeat(), refusedAt)).isTrue();
        assertThat(order.tookEffect(first, order.repeat(), refusedAt)).isTrue();
    }

    @Test
    void a_send_that_never_takes_effect_holds_nothing_up() {
        order.leave(first);
        assertThat(order.tookEffect(second, second, SendOrder.NEVER)).isTrue();
        long third = order.begin();
        assertThat(order.tookEffect(third, third, SendOrder.NEVER)).isTrue();
    }
}
