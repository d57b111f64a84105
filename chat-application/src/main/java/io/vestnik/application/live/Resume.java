package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import java.util.Map;
import java.util.Optional;

/// What a connecting client already has.
public sealed interface Resume {
    /// How many chats a client may list: with its marks a chat takes about 60 bytes of a `hello` of 1 MiB.
    int CHATS_MAX = 5_000;

    /// Nothing that needs catching up; it asks over HTTP for what it wants to see.
    record Fresh() implements Resume {}

    /// These chats, each up to a version.
    record Since(Map<ChatId, Known> chats, Unlisted unlisted) implements Resume {
        /// Copies `chats` and checks the bound.
        public Since {
            if (chats.size() > CHATS_MAX) {
                throw new IllegalArgumentException("more than " + CHATS_MAX + " chats");
            }
            chats = Map.copyOf(chats);
        }
    }

    /// How far a client has one chat.
    ///
    /// @param marks the marks it has; empty when it gave only the version
    record Known(ChatVersion version, Optional<KnownMarks> marks) {}

    /// Marks that a client has.
    record KnownMarks(MessageId readUpTo, MessageId allReadUpTo) {}

    /// What becomes of the chats that the client did not list.
    enum Unlisted {
        /// Each is sent whole.
        SEND,
        /// None is sent.
        SKIP
    }
}
