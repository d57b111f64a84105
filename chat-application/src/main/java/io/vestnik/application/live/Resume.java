package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The state that a connecting client already has.
public sealed interface Resume {
    /// The maximum number of chats that a client may list. A chat with its marks takes about 60 bytes, so the list fits
    /// into a `hello`, which has at most 1 MiB.
    int CHATS_MAX = 5_000;

    /// The client lists no chats. Nothing is replayed; the client requests over HTTP what it needs.
    record Fresh() implements Resume {}

    /// The client has these chats, each up to a version.
    record Since(Map<ChatId, Cursor> chats, Unlisted unlisted) implements Resume {
        /// Copies `chats`, in their order, and checks the bound.
        public Since {
            if (chats.size() > CHATS_MAX) {
                throw new IllegalArgumentException("more than " + CHATS_MAX + " chats");
            }
            chats = Collections.unmodifiableMap(new LinkedHashMap<>(chats));
        }
    }

    /// The state of one chat at the client.
    ///
    /// @param marks the read marks that the client has; empty if the client sent only the version
    record Cursor(ChatVersion version, Optional<Marks> marks) {}

    /// The read marks at the client for one chat.
    record Marks(MessageId readUpTo, MessageId allReadUpTo) {}

    /// The treatment of chats that the client did not list.
    enum Unlisted {
        /// A snapshot of each unlisted chat is sent.
        SEND,
        /// No unlisted chat is sent.
        SKIP
    }
}
