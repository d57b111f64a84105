package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
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
}
