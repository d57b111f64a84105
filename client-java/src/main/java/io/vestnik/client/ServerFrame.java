package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A frame from the server: where the connection stands, an answer to a request, or an event.
public sealed interface ServerFrame {

    /// Where the connection stands.
    sealed interface Stage extends ServerFrame {}

    /// Who this connection belongs to; requests are accepted from here on.
    ///
    /// @param epoch changes when the data was restored or reset
    /// @param pingSeconds how often at least something is heard from a healthy server
    record Ready(
            int v,
            UUID userId,
            UUID deviceId,
            String epoch,
            int pingSeconds,
            @Nullable Instant tokenExpiresAt,
            @Nullable Limits limits)
            implements Stage {}

    /// Caught up: everything from here on comes as it happens.
    record Live() implements Stage {}

    /// Exactly one for each request that carried a `ref`.
    sealed interface Answer extends ServerFrame {
        /// The request's; absent on an error that belongs to none.
        @Nullable
        String ref();
    }

    /// The message is durable. It takes the event's place in the order, unless it is a duplicate.
    ///
    /// @param version an old one, no part of the stream, when duplicate
    record Sent(
            @Nullable String ref,
            @JsonProperty(required = true) long version,
            boolean duplicate,
            Message message) implements Answer {}

    /// Done.
    ///
    /// @param version of an edit or a deletion
    /// @param readUpTo of a read
    /// @param tokenExpiresAt of an auth
    record Ok(
            @Nullable String ref,
            @Nullable Long version,
            @Nullable Long readUpTo,
            @Nullable Instant tokenExpiresAt) implements Answer {}

    /// Here I am.
    record Pong(@Nullable String ref) implements Answer {}

    /// Not done.
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

    /// Something happened.
    sealed interface Event extends ServerFrame {}

    /// An event that moves a chat's cursor: versions of one chat rise strictly on a connection.
    sealed interface Versioned extends Event {
        UUID chatId();

        /// The chat's version after this.
        long version();
    }

    /// A new message, or the present state of one that was edited or deleted.
    record MessageEvent(
            UUID chatId, @JsonProperty(required = true) long version, Message message) implements Versioned {}

    /// Members were added, removed or got another role.
    ///
    /// @param members empty in a large group
    record MembersEvent(
            UUID chatId, @JsonProperty(required = true) long version, List<Member> members, int memberCount)
            implements Versioned {}

    /// The chat itself changed, or I was added to it (then it is whole).
    record ChatEvent(
            UUID chatId, @JsonProperty(required = true) long version, Chat chat) implements Versioned {}

    /// Reload this chat over HTTP and go on from the version.
    record GapEvent(
            UUID chatId, @JsonProperty(required = true) long version) implements Versioned {}

    /// I am no longer in this chat.
    record RemovedEvent(UUID chatId) implements Event {}

    /// Somebody has read: another member what I wrote, or I myself on another device.
    record ReadEvent(UUID chatId, UUID userId, long upTo) implements Event {}

    /// My messages up to here have been read by everyone.
    record AllReadEvent(UUID chatId, long upTo) implements Event {}

    /// Somebody is typing.
    record TypingEvent(UUID chatId, UUID userId) implements Event {}

    /// A partner came or went.
    record PresenceEvent(
            UUID userId, boolean online, @Nullable Instant lastSeenAt) implements Event {}

    /// A partner has another name.
    record UserEvent(UUID userId, String name, @Nullable String username) implements Event {}

    /// Marks that moved while I was away.
    record MarksEvent(List<Mark> items) implements Event {

        /// Where one chat stands for me.
        public record Mark(UUID chatId, long readUpTo, long allReadUpTo, int unread) {}
    }

    /// An event of a newer server.
    ///
    /// @param chatId with a version it moves the cursor all the same
    /// @param json the frame as it came
    record UnknownEvent(
            String type, @Nullable UUID chatId, @Nullable Long version, String json) implements Event {}
}
