package io.vestnik.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The first frame of a connection.
///
/// @param since the cursor of each chat. If empty, a snapshot of every chat is sent; if absent, nothing is replayed
/// @param unlisted whether chats that are not in `since` are sent
public record Hello(String token, @Nullable Map<UUID, Cursor> since, Unlisted unlisted) {

    /// The maximum number of chats in one `since`.
    public static final int SINCE_MAX = 5_000;

    /// The client's position in a chat.
    ///
    /// @param marks absent = the server sends them in any case
    public record Cursor(long version, @Nullable Marks marks) {

        /// A bare version.
        public static Cursor at(long version) {
            return new Cursor(version, null);
        }
    }

    /// The user's two marks in a chat.
    public record Marks(long readUpTo, long allReadUpTo) {}

    /// The handling of chats that are not listed.
    public enum Unlisted {
        /// A snapshot of each is sent as a `chat` event.
        SEND,
        /// None is sent.
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

    /// A `hello` without a resume.
    public static Hello of(String token) {
        return new Hello(token, null, Unlisted.SEND);
    }

    /// The same with cursors to resume from.
    public Hello since(Map<UUID, Cursor> cursors) {
        return new Hello(token, cursors, unlisted);
    }

    /// The frame's text.
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

    /// Without the token.
    @Override
    public String toString() {
        return "Hello[since=" + since + ", unlisted=" + unlisted + "]";
    }
}
