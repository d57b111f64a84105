package io.vestnik.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The first frame that a client sends on a connection.
///
/// @param since the client's position in each chat. If the map is empty, the server sends a snapshot of every chat; if
///     it is null, the server replays nothing
/// @param unlisted whether the server sends chats that `since` does not contain
public record Hello(String token, @Nullable Map<UUID, Cursor> since, Unlisted unlisted) {

    /// The maximum number of chats in `since`.
    public static final int SINCE_MAX = 5_000;

    /// The client's position in a chat: everything up to a version was received.
    ///
    /// @param marks the user's read marks that the client knows; null = the server sends the current ones in any case
    public record Cursor(long version, @Nullable Marks marks) {

        /// A position without read marks.
        public static Cursor at(long version) {
            return new Cursor(version, null);
        }
    }

    /// A user's read marks in a chat.
    public record Marks(long readUpTo, long allReadUpTo) {}

    /// What the server sends about chats that `since` does not contain.
    public enum Unlisted {
        /// The server sends a snapshot of each chat that `since` does not contain, as a `chat` event.
        SEND,
        /// The server sends nothing about chats that `since` does not contain.
        SKIP
    }

    public Hello {
        if (since != null) {
            if (since.size() > SINCE_MAX) {
                throw new IllegalArgumentException(
                        "since lists " + since.size() + " chats, at most " + SINCE_MAX + " may be");
            }
            since = Map.copyOf(since);
        }
    }

    /// A `hello` that does not resume: the server replays nothing.
    public static Hello of(String token) {
        return new Hello(token, null, Unlisted.SEND);
    }

    /// A copy of this frame that resumes from the given positions.
    public Hello since(Map<UUID, Cursor> cursors) {
        return new Hello(token, cursors, unlisted);
    }

    /// The frame as JSON.
    String json() {
        ObjectNode frame = Frames.frame("hello").put("v", 1).put("token", token);
        Map<UUID, Cursor> left = since;
        if (left != null) {
            ObjectNode chats = frame.putObject("since");
            left.forEach((chat, cursor) -> put(chats, chat, cursor));
        }
        if (unlisted == Unlisted.SKIP) {
            frame.put("unlisted", "skip");
        }
        return frame.toString();
    }

    private static void put(ObjectNode chats, UUID chat, Cursor cursor) {
        Marks marks = cursor.marks();
        if (marks == null) {
            chats.put(chat.toString(), cursor.version());
        } else {
            ArrayNode all = chats.putArray(chat.toString());
            all.add(cursor.version()).add(marks.readUpTo()).add(marks.allReadUpTo());
        }
    }

    /// Omits the token.
    @Override
    public String toString() {
        return "Hello[since=" + since + ", unlisted=" + unlisted + "]";
    }
}
