package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A frame from the server: a stage of the connection, an answer to a request, or an event.
public sealed interface ServerFrame {

    /// A stage of the connection.
    sealed interface Stage extends ServerFrame {}

    /// The authenticated user; requests are accepted from here on.
    ///
    /// @param epoch changes when the data was restored or reset
    /// @param pingSeconds the interval in which a healthy server sends at least something
    record Ready(
            int v,
            UUID userId,
            UUID deviceId,
            String epoch,
            int pingSeconds,
            @Nullable Instant tokenExpiresAt,
            @Nullable Limits limits)
            implements Stage {}

    /// The end of the replay: from here on events arrive live.
    record Live() implements Stage {}

    /// The answer to a request; exactly one for each request with a `ref`.
    sealed interface Answer extends ServerFrame {
        /// The `ref` of the request; absent on an error that belongs to none.
        @Nullable
        String ref();
    }

    /// The message is durable. The answer takes the place of the event in the order, unless it is a duplicate.
    ///
    /// @param version of a duplicate: an old version, which is no part of the stream
    record Sent(
            @Nullable String ref,
            @JsonProperty(required = true) long version,
            boolean duplicate,
            Message message) implements Answer {}

    /// The request was executed.
    ///
    /// @param version of an edit or a deletion
    /// @param readUpTo of a read
    /// @param tokenExpiresAt of an auth
    record Ok(
            @Nullable String ref,
            @Nullable Long version,
            @Nullable Long readUpTo,
            @Nullable Instant tokenExpiresAt) implements Answer {}

    /// The answer to a ping.
    record Pong(@Nullable String ref) implements Answer {}

    /// The request was refused.
    record Refused(
            @Nullable String ref,
            String code,
            @Nullable String message,
            boolean retryable,
            @Nullable Long retryAfterMs) implements Answer {

        /// The same as an exception.
        public VestnikException asException() {
            return new VestnikException(
                    0,
                    code,
                    message == null ? "" : message,
                    List.of(),
                    retryable,
                    retryAfterMs == null ? null : Duration.ofMillis(retryAfterMs));
        }
    }

    /// An event.
    sealed interface Event extends ServerFrame {}

    /// An event that moves a chat's cursor: versions of one chat rise strictly on a connection.
    sealed interface Versioned extends Event {
        UUID chatId();

        /// The chat's version after this event.
        long version();
    }

    /// A new message, or the present state of one that was edited or deleted.
    record MessageEvent(
            UUID chatId, @JsonProperty(required = true) long version, Message message) implements Versioned {}

    /// Members were added or removed, or their roles changed.
    ///
    /// @param members empty in a large group
    record MembersEvent(
            UUID chatId, @JsonProperty(required = true) long version, List<Member> members, int memberCount)
            implements Versioned {}

    /// The chat itself changed, or the user was added to it (then it is a snapshot).
    record ChatEvent(
            UUID chatId, @JsonProperty(required = true) long version, Chat chat) implements Versioned {}

    /// The client must reload this chat over HTTP and continue from the version.
    record GapEvent(
            UUID chatId, @JsonProperty(required = true) long version) implements Versioned {}

    /// The user is no longer a member of this chat.
    record RemovedEvent(UUID chatId) implements Event {}

    /// A read mark moved: another member read the user's messages, or the user read on another device.
    record ReadEvent(UUID chatId, UUID userId, long upTo) implements Event {}

    /// All other members have read the user's messages up to this one.
    record AllReadEvent(UUID chatId, long upTo) implements Event {}

    /// A member is typing.
    record TypingEvent(UUID chatId, UUID userId) implements Event {}

    /// A partner in a direct chat came online or went offline.
    record PresenceEvent(
            UUID userId, boolean online, @Nullable Instant lastSeenAt) implements Event {}

    /// A partner in a direct chat changed their name.
    record UserEvent(UUID userId, String name, @Nullable String username) implements Event {}

    /// Marks that moved while the client was offline.
    record MarksEvent(List<Mark> items) implements Event {

        /// The user's marks in one chat.
        public record Mark(UUID chatId, long readUpTo, long allReadUpTo, int unread) {}
    }

    /// An event of a newer server.
    ///
    /// @param chatId if present with a version, the event moves the cursor
    /// @param json the unchanged frame
    record UnknownEvent(
            String type, @Nullable UUID chatId, @Nullable Long version, String json) implements Event {}
}
