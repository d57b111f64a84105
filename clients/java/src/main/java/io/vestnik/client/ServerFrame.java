package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A frame from the server: a stage of the connection, the answer to a request, or an event.
public sealed interface ServerFrame {

    /// A frame that marks a stage of the connection.
    sealed interface Stage extends ServerFrame {}

    /// The server has authenticated the connection and accepts requests.
    ///
    /// @param epoch identifies the stored data; it changes when the data is restored or reset
    /// @param pingSeconds the interval within which a healthy server sends something
    record Ready(
            int v,
            UUID userId,
            UUID deviceId,
            String epoch,
            int pingSeconds,
            @Nullable Instant tokenExpiresAt,
            @Nullable Limits limits)
            implements Stage {}

    /// The replay is complete: from now on the server sends events as they happen.
    record Live() implements Stage {}

    /// The answer to a request. The server sends exactly one for each request with a `ref`, except `typing`.
    sealed interface Answer extends ServerFrame {
        /// The `ref` of the request; null if an error belongs to no request.
        @Nullable
        String ref();
    }

    /// A message is durable. Unless it is a duplicate, this answer stands in for the `message` event, at its place in
    /// the order of events.
    ///
    /// @param version the chat's version after the message; the version of a duplicate is old and does not move the
    ///     cursor
    record Sent(
            @Nullable String ref,
            @JsonProperty(required = true) long version,
            boolean duplicate,
            Message message) implements Answer {}

    /// A request was executed.
    ///
    /// @param version the chat's version after an edit or a deletion; otherwise null
    /// @param readUpTo the current read mark after a `read` request; otherwise null
    /// @param tokenExpiresAt the expiry of the new token after an `auth` request; otherwise null
    record Ok(
            @Nullable String ref,
            @Nullable Long version,
            @Nullable Long readUpTo,
            @Nullable Instant tokenExpiresAt) implements Answer {}

    /// The answer to a ping.
    record Pong(@Nullable String ref) implements Answer {}

    /// The server refused a request.
    record Refused(
            @Nullable String ref,
            String code,
            @Nullable String message,
            boolean retryable,
            @Nullable Long retryAfterMs) implements Answer {

        /// Converts this refusal to an exception.
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

    /// Something happened in a chat or to a user.
    sealed interface Event extends ServerFrame {}

    /// An event that moves the cursor of a chat. The versions of one chat strictly increase on each connection.
    sealed interface Versioned extends Event {
        UUID chatId();

        /// The chat's version after this event.
        long version();
    }

    /// A message is new, or was edited or deleted. The event contains its current state.
    record MessageEvent(
            UUID chatId, @JsonProperty(required = true) long version, Message message) implements Versioned {}

    /// Members were added or removed, or their roles changed.
    ///
    /// @param members the changed members; empty in a large group
    record MembersEvent(
            UUID chatId, @JsonProperty(required = true) long version, List<Member> members, int memberCount)
            implements Versioned {}

    /// The chat's own fields changed, or the user was added to the chat. In the latter case the event is a whole
    /// snapshot.
    record ChatEvent(
            UUID chatId, @JsonProperty(required = true) long version, Chat chat) implements Versioned {}

    /// The client must load this chat over HTTP and continue from the version of this event.
    record GapEvent(
            UUID chatId, @JsonProperty(required = true) long version) implements Versioned {}

    /// The user is no longer a member of this chat.
    record RemovedEvent(UUID chatId) implements Event {}

    /// A read mark moved: another member read messages of this user, or this user read on another device.
    record ReadEvent(UUID chatId, UUID userId, long upTo) implements Event {}

    /// The user's messages up to this id are read by all other members.
    record AllReadEvent(UUID chatId, long upTo) implements Event {}

    /// A member is typing.
    record TypingEvent(UUID chatId, UUID userId) implements Event {}

    /// The other user of a direct chat came online or went offline.
    record PresenceEvent(
            UUID userId, boolean online, @Nullable Instant lastSeenAt) implements Event {}

    /// The other user of a direct chat has a new name.
    record UserEvent(UUID userId, String name, @Nullable String username) implements Event {}

    /// The read marks that moved while the client was not connected.
    record MarksEvent(List<Mark> items) implements Event {

        /// The user's read marks and unread count in one chat.
        public record Mark(UUID chatId, long readUpTo, long allReadUpTo, int unread) {}
    }

    /// An event of a type that this client does not know, from a newer server.
    ///
    /// @param chatId the chat to which the event belongs; null if it belongs to no chat
    /// @param version the chat's version after this event, which moves the chat's cursor; null if the event has none
    /// @param json the unchanged frame
    record UnknownEvent(
            String type, @Nullable UUID chatId, @Nullable Long version, String json) implements Event {}
}
