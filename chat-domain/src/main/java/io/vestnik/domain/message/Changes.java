package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;

/// What changed in a chat after some version: each thing that changed once, in its present state, at the version of its
/// last change.
///
/// A version is told as one event: a message as [ChatEvent.MessageChanged], memberships as [ChatEvent.MembersChanged],
/// the title as [ChatEvent.ChatRetitled], and the creation, where the title has not changed since, as
/// [ChatEvent.ChatOpened] with those members who are as they were then. After a version that the chat has not reached
/// there is nothing.
///
/// @param upTo everything that changed up to this version is in `events`, or was before
/// @param complete whether `upTo` was the chat's version when this was read
/// @param events in version order; versions whose thing changed again later are missing
public record Changes(ChatVersion upTo, boolean complete, List<ChatEvent.Versioned> events) {
    /// Copies `events`.
    public Changes {
        events = List.copyOf(events);
    }

    /// The messages among what changed, in version order.
    public List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (ChatEvent.Versioned event : events) {
            switch (event) {
                case ChatEvent.MessagePosted posted -> messages.add(posted.message());
                case ChatEvent.MessageChanged changed -> messages.add(changed.message());
                case ChatEvent.ChatOpened opened -> {}
                case ChatEvent.ChatRetitled retitled -> {}
                case ChatEvent.MembersChanged changed -> {}
            }
        }
        return messages;
    }

    /// How much one read of changes may give.
    ///
    /// @param rowsMax messages, memberships and titles, 1 or more; the rows of one version are never torn apart, so the
    ///     last version given may exceed it
    /// @param textBytesMax UTF-8 bytes of all texts, 1 or more; the row that reaches it is the last one, so that a read
    ///     gives at least one row
    public record Bounds(int rowsMax, long textBytesMax) {
        /// @throws IllegalArgumentException if one is less than 1
        public Bounds {
            if (rowsMax < 1 || textBytesMax < 1) {
                throw new IllegalArgumentException("bounds must be 1 or more: " + rowsMax + ", " + textBytesMax);
            }
        }

        /// A bound of rows alone.
        public static Bounds rows(int rowsMax) {
            return new Bounds(rowsMax, Long.MAX_VALUE);
        }
    }
}
