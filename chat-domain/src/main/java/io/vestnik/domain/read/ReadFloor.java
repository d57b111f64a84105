package io.vestnik.domain.read;

import io.vestnik.domain.event.ChatEvent.Floors;
import io.vestnik.domain.event.ChatEvent.OwnFloor;
import io.vestnik.domain.message.MessageId;
import java.util.Optional;

/// The read floor of a chat: the ids up to which all other members have read the messages of each author. A store keeps
/// the floor, so that a message's `read` takes one comparison, whatever the number of members. The floor never falls,
/// so `read` does not become false again when members join or leave.
///
/// A message is read when no *other* member's read mark is below it. So the lowest read mark decides, with one
/// exception: if only one member has the lowest mark, the second lowest mark decides for that member's own messages.
/// The store keeps the second lowest mark with that member, as the member's own floor. An author's messages are read up
/// to the chat's floor, or up to the author's own floor if that is higher.
///
/// @param everyone the id up to which the messages of every author are read; can rise only while the marks of at least
///     two members count ([LowestMarks])
/// @param departed the id up to which the messages of former members are read; can rise only while the mark of at least
///     one member counts, and is never below `everyone`
public record ReadFloor(MessageId everyone, MessageId departed) {
    /// The read floor of a new chat.
    public static final ReadFloor START = new ReadFloor(MessageId.NONE, MessageId.NONE);

    /// The result of [#decide]: the new read floor, and the new own floor of one member.
    ///
    /// @param ownFloor the own floor of the only member with the lowest mark; the store keeps its stored value if that
    ///     is higher. Empty if several members have the lowest mark, or if fewer than two marks count
    public record Decided(ReadFloor floor, Optional<OwnFloor> ownFloor) {
        /// The floors to send to the chat's members.
        public Floors floors() {
            return new Floors(floor.everyone(), ownFloor);
        }
    }

    /// Computes the new floor from the current lowest marks, after a read mark has moved or a member has left.
    public Decided decide(LowestMarks marks) {
        return switch (marks) {
            case LowestMarks.None() -> new Decided(this, Optional.empty());
            case LowestMarks.Alone alone ->
                new Decided(new ReadFloor(everyone, MessageId.max(departed, alone.mark())), Optional.empty());
            case LowestMarks.Several several -> {
                ReadFloor raised = new ReadFloor(
                        MessageId.max(everyone, several.lowest()), MessageId.max(departed, several.lowest()));
                yield new Decided(
                        raised,
                        several.second().isAfter(several.lowest())
                                ? Optional.of(new OwnFloor(several.member(), several.second()))
                                : Optional.empty());
            }
        };
    }

    /// Returns the id up to which the messages that a current member wrote are read. `ownFloor` is this member's own
    /// floor.
    public MessageId ofPresent(MessageId ownFloor) {
        return MessageId.max(everyone, ownFloor);
    }

    /// Returns the id up to which the messages that a former member wrote are read. `ownFloor` is this member's own
    /// floor. A member who rejoins gets the result as own floor, so that no message becomes unread.
    public MessageId ofDeparted(MessageId ownFloor) {
        return MessageId.max(departed, ownFloor);
    }
}
