package io.vestnik.domain.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.event.ChatEvent.Floors;
import io.vestnik.domain.event.ChatEvent.OwnFloor;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.LowestMarks.Alone;
import io.vestnik.domain.read.LowestMarks.None;
import io.vestnik.domain.read.LowestMarks.Several;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ReadFloorTest {
    private static final UserId ALICE = new UserId(new UUID(0, 1));

    private static MessageId id(long value) {
        return new MessageId(value);
    }

    private static ReadFloor floor(long everyone, long departed) {
        return new ReadFloor(id(everyone), id(departed));
    }

    @Test
    void when_several_stand_lowest_messages_up_to_there_are_read_whoever_wrote_them() {
        ReadFloor.Decided decided = ReadFloor.START.decide(new Several(ALICE, id(3), id(3)));

        assertThat(decided.floor()).isEqualTo(floor(3, 3));
        assertThat(decided.ownFloor()).isEmpty();
    }

    @Test
    void who_alone_stands_lowest_has_their_own_messages_read_up_to_the_second_lowest() {
        ReadFloor.Decided decided = ReadFloor.START.decide(new Several(ALICE, id(3), id(7)));

        assertThat(decided.floor()).isEqualTo(floor(3, 3));
        assertThat(decided.ownFloor()).contains(new OwnFloor(ALICE, id(7)));
        assertThat(decided.told()).isEqualTo(new Floors(id(3), Optional.of(new OwnFloor(ALICE, id(7)))));
    }

    @Test
    void who_is_alone_has_nothing_read_but_reads_what_the_departed_wrote() {
        ReadFloor.Decided decided = floor(2, 2).decide(new Alone(ALICE, id(9)));

        assertThat(decided.floor()).isEqualTo(floor(2, 9));
        assertThat(decided.ownFloor()).isEmpty();
    }

    @Test
    void where_nobody_is_nothing_changes() {
        assertThat(floor(2, 4).decide(new None()).floor()).isEqualTo(floor(2, 4));
    }

    @Test
    void law_5_a_floor_never_sinks() {
        assertThat(floor(5, 6).decide(new Several(ALICE, id(1), id(2))).floor()).isEqualTo(floor(5, 6));
        assertThat(floor(5, 6).decide(new Alone(ALICE, id(1))).floor()).isEqualTo(floor(5, 6));
    }

    @Test
    void an_authors_messages_are_read_up_to_the_higher_of_both_floors() {
        assertThat(floor(5, 8).ofPresent(id(3))).isEqualTo(id(5));
        assertThat(floor(5, 8).ofPresent(id(7))).isEqualTo(id(7));
        assertThat(floor(5, 8).ofDeparted(id(7))).isEqualTo(id(8));
        assertThat(floor(5, 8).ofDeparted(id(9))).isEqualTo(id(9));
    }

    @Test
    void marks_in_the_wrong_order_are_a_bug() {
        assertThatThrownBy(() -> new Several(ALICE, id(2), id(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
