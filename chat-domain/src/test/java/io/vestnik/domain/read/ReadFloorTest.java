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
    void messages_up_to_a_shared_lowest_mark_are_read_for_all_authors() {
        ReadFloor.Decided decided = ReadFloor.START.decide(new Several(ALICE, id(3), id(3)));

        assertThat(decided.floor()).isEqualTo(floor(3, 3));
        assertThat(decided.ownFloor()).isEmpty();
    }

    @Test
    void messages_of_the_single_lowest_member_are_read_to_the_second_lowest() {
        ReadFloor.Decided decided = ReadFloor.START.decide(new Several(ALICE, id(3), id(7)));

        assertThat(decided.floor()).isEqualTo(floor(3, 3));
        assertThat(decided.ownFloor()).contains(new OwnFloor(ALICE, id(7)));
        assertThat(decided.floors()).isEqualTo(new Floors(id(3), Optional.of(new OwnFloor(ALICE, id(7)))));
    }

    @Test
    void a_single_member_reads_only_for_former_members() {
        ReadFloor.Decided decided = floor(2, 2).decide(new Alone(ALICE, id(9)));

        assertThat(decided.floor()).isEqualTo(floor(2, 9));
        assertThat(decided.ownFloor()).isEmpty();
    }

    @Test
    void an_empty_chat_changes_no_floor() {
        assertThat(floor(2, 4).decide(new None()).floor()).isEqualTo(floor(2, 4));
    }

    @Test
    void law_5_a_floor_never_decreases() {
        assertThat(floor(5, 6).decide(new Several(ALICE, id(1), id(2))).floor()).isEqualTo(floor(5, 6));
        assertThat(floor(5, 6).decide(new Alone(ALICE, id(1))).floor()).isEqualTo(floor(5, 6));
    }

    @Test
    void messages_are_read_up_to_the_higher_of_both_floors() {
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
