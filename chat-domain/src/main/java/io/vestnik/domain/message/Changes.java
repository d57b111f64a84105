package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;

/// The changes of a chat after a given version: each changed item once, in its current state, at the version of its
/// last change.
///
/// The changes of one version appear as one event: a message as [ChatEvent.MessageChanged], memberships as
/// [ChatEvent.MembersChanged], the title as [ChatEvent.ChatRetitled]. If the title has not changed since the creation,
/// the creation appears as [ChatEvent.ChatOpened]. This event contains the members whose state has not changed since
/// the creation. If the chat has not reached the given version, there are no changes.
///
/// @param upTo the version that a reader has once it has applied `events`
/// @param complete whether `upTo` was the chat's latest version when the changes were read
/// @param events the changes in version order; a version is missing if its item changed again later
public record Changes(ChatVersion upTo, boolean complete, List<ChatEvent.Versioned> events) {
    /// Copies `events`.
    public Changes {
        events = List.copyOf(events);
    }

    /// The changed messages, in version order.
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

    /// The maximum size of one read of changes.
    ///
    /// @param rowsMax the maximum number of messages, memberships and titles together, 1 or more; rows of one version
    ///     are never separated, so the rows of the last version may exceed the bound
    /// @param textBytesMax the maximum size of all texts in UTF-8 bytes, 1 or more; the row that reaches the bound is
    ///     still returned, as the last one, so this bound never makes a read empty
    public record Bounds(int rowsMax, long textBytesMax) {
        /// @throws IllegalArgumentException if a bound is less than 1
        public Bounds {
            if (rowsMax < 1 || textBytesMax < 1) {
                throw new IllegalArgumentException("bounds must be 1 or more: " + rowsMax + ", " + textBytesMax);
            }
        }

        /// A bound on rows only.
        public static Bounds rows(int rowsMax) {
            return new Bounds(rowsMax, Long.MAX_VALUE);
        }
    }
}
