package io.vestnik.application.commit;

import static io.vestnik.application.commit.ReadRows.ALICE;
import static io.vestnik.application.commit.ReadRows.BOB;
import static io.vestnik.application.commit.ReadRows.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.commit.LockedRows.Raise;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.MarksMoved;
import io.vestnik.domain.event.ChatEvent.OwnFloor;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.read.ReadFloor;
import io.vestnik.domain.user.UserId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The read floors that follow from moved marks and from departures.
final class LockedRowsTest {
    private static final ChatId CHAT = ReadRows.chatId(1);

    private final LockedRows rows = new LockedRows();
    private final List<Raise> raisedNow = new ArrayList<>();

    @Test
    void a_moved_mark_raises_the_own_floor_of_the_only_member_with_the_lowest_mark() {
        ChatRow chat = ReadRows.chatOfTwo(CHAT, 5);
        rows.add(chat);
        chat.read(ALICE, MessageId.NONE, new MessageId(5));

        List<Raise> raises = decideFloors(false, false);

        assertThat(raises).containsExactly(raise(BOB, 5));
        assertThat(raisedNow).isEmpty();
        MarksMoved moved = onlyEvent();
        assertThat(moved.floors())
                .isEqualTo(new ChatEvent.Floors(MessageId.NONE, Optional.of(new OwnFloor(BOB, new MessageId(5)))));
        assertThat(moved.marksVersion()).isEqualTo(new MarksVersion(1));
        assertThat(moved.version()).isEqualTo(chat.head().version());
        assertThat(chat.values().marksVersion()).isEqualTo(new MarksVersion(1));
    }

    @Test
    void the_marks_of_all_members_raise_the_floor_of_the_chat() {
        ChatRow chat = ReadRows.chatOfTwo(CHAT, 5);
        rows.add(chat);
        chat.read(ALICE, MessageId.NONE, new MessageId(5));
        chat.read(BOB, MessageId.NONE, new MessageId(2));
        chat.read(BOB, new MessageId(2), new MessageId(4));

        List<Raise> raises = decideFloors(false, false);

        assertThat(raises).containsExactly(raise(BOB, 5));
        assertThat(chat.values().floor()).isEqualTo(new ReadFloor(new MessageId(4), new MessageId(4)));
        assertThat(onlyEvent().reads())
                .containsExactly(
                        new ChatEvent.Read(ALICE, MessageId.NONE, new MessageId(5)),
                        new ChatEvent.Read(BOB, MessageId.NONE, new MessageId(4)));
    }

    @Test
    void a_raise_is_part_of_the_members_row_as_long_as_this_row_is_not_written() {
        ChatRow chat = ReadRows.chatOfTwo(CHAT, 9);
        MemberRow bob = ReadRows.member(CHAT, BOB);
        rows.add(chat);
        rows.add(bob);
        chat.read(ALICE, MessageId.NONE, new MessageId(5));

        assertThat(decideFloors(false, false)).isEmpty();
        assertThat(bob.ownFloor()).isEqualTo(new MessageId(5));
        assertThat(rows.changedMembers()).containsExactly(bob);

        chat.read(ALICE, new MessageId(5), new MessageId(6));
        assertThat(decideFloors(true, false)).containsExactly(raise(BOB, 6));
        assertThat(bob.ownFloor()).isEqualTo(new MessageId(5));
    }

    @Test
    void the_lowest_marks_are_read_again_if_one_of_them_moved_in_a_larger_chat() {
        Lowest lowest = new Lowest(ALICE.value(), 1, BOB.value(), 3);
        ChatRow moved = ReadRows.chat(CHAT, 9, 3, ReadFloor.START, lowest);
        ChatRow above = ReadRows.chat(ReadRows.chatId(2), 9, 3, ReadFloor.START, lowest);
        ChatRow small = ReadRows.chat(ReadRows.chatId(3), 9, 2, ReadFloor.START, lowest);
        moved.read(BOB, new MessageId(3), new MessageId(9));
        above.read(CAROL, new MessageId(4), new MessageId(9));
        small.read(BOB, new MessageId(3), new MessageId(9));

        assertThat(moved.lowestToLookUp()).isTrue();
        assertThat(above.lowestToLookUp()).isFalse();
        assertThat(small.lowestToLookUp()).isFalse();

        rows.add(moved);
        moved.lowest(new Lowest(ALICE.value(), 1, CAROL.value(), 7));
        assertThat(decideFloors(true, false)).containsExactly(raise(ALICE, 7));
    }

    @Test
    void a_departure_is_published_if_the_floor_of_the_chat_rises() {
        ChatRow chat = departed(ReadFloor.START, new Lowest(ALICE.value(), 3, BOB.value(), 3));

        assertThat(decideFloors(true, false)).isEmpty();

        assertThat(raisedNow).isEmpty();
        assertThat(onlyEvent().reads()).isEmpty();
        assertThat(chat.values().floor().everyone()).isEqualTo(new MessageId(3));
    }

    @Test
    void a_departure_is_published_if_the_own_floor_of_a_member_rises() {
        ReadFloor floor = new ReadFloor(new MessageId(3), new MessageId(3));
        departed(floor, new Lowest(ALICE.value(), 3, BOB.value(), 4));

        assertThat(decideFloors(true, true)).isEmpty();

        assertThat(raisedNow).containsExactly(raise(ALICE, 4));
        assertThat(onlyEvent().marksVersion()).isEqualTo(new MarksVersion(1));
    }

    @Test
    void a_departure_that_raises_nothing_is_not_published() {
        ReadFloor floor = new ReadFloor(new MessageId(3), new MessageId(3));
        ChatRow chat = departed(floor, new Lowest(ALICE.value(), 3, BOB.value(), 4));

        assertThat(decideFloors(true, false)).isEmpty();

        assertThat(raisedNow).containsExactly(raise(ALICE, 4));
        assertThat(rows.events()).isEmpty();
        assertThat(chat.values().marksVersion()).isEqualTo(MarksVersion.NONE);
    }

    @Test
    void a_failure_of_the_store_ends_the_decision() {
        departed(ReadFloor.START, new Lowest(ALICE.value(), 3, BOB.value(), 4));
        IOException failure = new IOException("made up by a test");

        assertThatThrownBy(() -> rows.decideFloors(true, raise -> {
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(rows.events()).isEmpty();
    }

    @Test
    void a_deleted_group_has_no_floors() {
        ChatRow chat = ReadRows.chatOfTwo(CHAT, 5);
        rows.add(chat);
        chat.read(ALICE, MessageId.NONE, new MessageId(5));
        chat.delete();

        assertThat(decideFloors(false, false)).isEmpty();
        assertThat(rows.events()).isEmpty();
    }

    @Test
    void rows_publish_if_there_is_an_event_or_a_floor_to_decide() {
        ChatRow chat = ReadRows.chatOfTwo(CHAT, 5);
        rows.add(chat);
        assertThat(rows.publishes()).isFalse();

        chat.read(ALICE, MessageId.NONE, new MessageId(5));
        assertThat(rows.publishes()).isTrue();
    }

    /// Adds a chat from which a member has just departed, with its lowest marks as they were read afterwards.
    private ChatRow departed(ReadFloor floor, Lowest lowest) {
        ChatRow chat = ReadRows.chat(CHAT, 9, 2, floor, new Lowest(CAROL.value(), 0, ALICE.value(), 3));
        rows.add(chat);
        chat.markDeparted();
        assertThat(chat.lowestToLookUp()).isTrue();
        chat.lowest(lowest);
        assertThat(chat.lowestToLookUp()).isFalse();
        return chat;
    }

    /// @param rises the result of a raise that the store writes at once
    private List<Raise> decideFloors(boolean membersWritten, boolean rises) {
        return rows.decideFloors(membersWritten, raise -> {
            raisedNow.add(raise);
            return rises;
        });
    }

    private MarksMoved onlyEvent() {
        assertThat(rows.events()).singleElement().isInstanceOf(MarksMoved.class);
        return (MarksMoved) rows.events().get(0);
    }

    private static Raise raise(UserId user, int upTo) {
        return new Raise(new MemberRef(CHAT, user), new MessageId(upTo));
    }
}
