package io.vestnik.domain.read;

import io.vestnik.domain.event.ChatEvent.Floors;
import io.vestnik.domain.event.ChatEvent.OwnFloor;
import io.vestnik.domain.message.MessageId;
import java.util.Optional;

/// Up to where all members have read a chat. It is stored so that a message's `read` costs one comparison, whatever the
/// number of members, and never turns back when members join or leave.
///
/// A message is read when no *other* member's mark is below it. For all authors but one that is the lowest mark. For
/// the one member who alone has the lowest mark it is the second lowest, stored with that member as their own floor. So
/// an author's messages are read up to the higher of the chat's floor and the author's own.
///
/// @param everyone raised while the chat has at least two members: messages up to it are read, for every author
/// @param departed raised while the chat has at least one member: messages up to it by former members are read; never
///     below `everyone`
public record ReadFloor(MessageId everyone, MessageId departed) {
    /// The floor of a new chat.
    public static final ReadFloor START = new ReadFloor(MessageId.NONE, MessageId.NONE);

    /// The floor after a read or a departure, and the member whose own floor is raised.
    ///
    /// @param ownFloor the member's own floor becomes the higher of its present value and this
    public record Decided(ReadFloor floor, Optional<OwnFloor> ownFloor) {
        /// The floors to send to the chat's members.
        public Floors floors() {
            return new Floors(floor.everyone(), ownFloor);
        }
    }

    /// Decides from the present lowest marks, after a read or a departure.
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

    /// Up to where the messages of an author who is in the chat are read.
    public MessageId ofPresent(MessageId ownFloor) {
        return MessageId.max(everyone, ownFloor);
    }

    /// Up to where the messages of a former member are read. A member who rejoins keeps this as their own floor, so
    /// that no message becomes unread.
    public MessageId ofDeparted(MessageId ownFloor) {
        return MessageId.max(departed, ownFloor);
    }
}
