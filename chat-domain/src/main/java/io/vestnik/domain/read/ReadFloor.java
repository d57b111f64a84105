package io.vestnik.domain.read;

import io.vestnik.domain.event.ChatEvent.Floors;
import io.vestnik.domain.event.ChatEvent.OwnFloor;
import io.vestnik.domain.message.MessageId;
import java.util.Optional;

/// How far a chat has been read by everybody, kept so that a message's `read` costs one comparison, whatever the number
/// of members, and never turns back when people come and go.
///
/// A message is read when no *other* member's mark is below it. For all authors but one that is the lowest mark; for
/// the one who alone stands lowest it is the second lowest, kept with that member as their own floor. So the messages
/// of an author are read up to the higher of the chat's floor and the author's own.
///
/// @param everyone raised while at least two are in the chat: messages up to it are read, whoever wrote them
/// @param departed raised while at least one is in the chat: messages up to it, of those who have left, are read; never
///     below `everyone`
public record ReadFloor(MessageId everyone, MessageId departed) {
    /// Of a new chat.
    public static final ReadFloor START = new ReadFloor(MessageId.NONE, MessageId.NONE);

    /// The floor after a read or a departure, and whose own floor to raise.
    ///
    /// @param ownFloor the member's own floor becomes the higher of its present value and this
    public record Decided(ReadFloor floor, Optional<OwnFloor> ownFloor) {
        /// What to tell the chat's people.
        public Floors told() {
            return new Floors(floor.everyone(), ownFloor);
        }
    }

    /// Decides, after a read or a departure, from the marks that are lowest now.
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

    /// Up to where the messages of an author who has left are read. Somebody who comes back takes this along as their
    /// own floor, so that nothing turns unread.
    public MessageId ofDeparted(MessageId ownFloor) {
        return MessageId.max(departed, ownFloor);
    }
}
