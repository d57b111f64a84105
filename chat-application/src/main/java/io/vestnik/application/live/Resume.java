package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import java.util.Map;
import java.util.Optional;

/// The state that a connecting client already has.
public sealed interface Resume {
    /// How many chats a client may list: with its marks a chat takes about 60 bytes of a `hello` of 1 MiB.
    int CHATS_MAX = 5_000;

    /// The client has nothing to catch up with; it requests over HTTP what it needs.
    record Fresh() implements Resume {}

    /// The client has these chats, each up to a version.
    record Since(Map<ChatId, Known> chats, Unlisted unlisted) implements Resume {
        /// Copies `chats` and checks the bound.
        public Since {
            if (chats.size() > CHATS_MAX) {
                throw new IllegalArgumentException("more than " + CHATS_MAX + " chats");
            }
            chats = Map.copyOf(chats);
        }
    }

    /// The state of one chat at the client.
    ///
    /// @param marks the marks that the client has; empty when it sent only the version
    record Known(ChatVersion version, Optional<KnownMarks> marks) {}

    /// Marks that the client has.
    record KnownMarks(MessageId readUpTo, MessageId allReadUpTo) {}

    /// The treatment of chats that the client did not list.
    enum Unlisted {
        /// A snapshot of each is sent.
        SEND,
        /// None is sent.
        SKIP
    }
}
