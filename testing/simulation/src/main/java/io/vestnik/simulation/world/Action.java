package io.vestnik.simulation.world;

import io.vestnik.simulation.fault.FaultKind;
import java.math.BigDecimal;

/// Something that happens in a world at a given time. It consists of numbers only, so that a list of actions can be
/// shortened: numbers beyond the clients, chats or nodes of a world count from the beginning again.
///
/// @param atMillis the virtual time, in milliseconds since the beginning
/// @param who the client, the node or the kind of fault
/// @param what the chat, the user or the percentage
/// @param amount the number of messages, or a time in milliseconds
public record Action(long atMillis, Kind kind, int who, int what, int amount) {
    private static final int MILLI_DIGITS = 3;

    /// What happens.
    public enum Kind {
        /// Client `who` sends `amount` messages to chat `what`.
        SEND,
        /// Client `who` sends a message to chat `what` over HTTP.
        SEND_HTTP,
        /// Client `who` repeats its first message without an acknowledgement over HTTP.
        REPEAT_HTTP,
        /// Client `who` sends a message to chat `what`, of which its user may be no member.
        INTRUDE,
        /// Client `who` edits its newest message in chat `what`.
        EDIT,
        /// Client `who` deletes its newest message in chat `what`.
        DELETE,
        /// Client `who` reads chat `what`.
        READ,
        /// Client `who` types in chat `what`.
        TYPE,
        /// Client `who` reads the history of chat `what`, of which its user may be no member.
        HISTORY,
        /// Client `who` is offline for `amount` milliseconds, and resumes in the way `what`.
        SLEEP,
        /// Client `who` opens a direct chat with user `what`.
        DIRECT,
        /// Client `who` creates a group with `amount` other users, from user `what` on.
        FOUND,
        /// Client `who` adds user `amount` to chat `what`.
        ADD,
        /// Client `who` removes user `amount` from chat `what`.
        REMOVE,
        /// The user of client `who` leaves chat `what`.
        LEAVE,
        /// Client `who` changes the title of chat `what`.
        RETITLE,
        /// Client `who` gives user `amount` another role in chat `what`.
        ROLE,
        /// Client `who` deletes the group `what`.
        DISSOLVE,
        /// The device of client `who` is revoked at node `what`.
        REVOKE,
        /// User `who` logs in on a new device.
        LOG_IN,
        /// The connection of client `who` is cut.
        CUT,
        /// The connection of client `who` is cut, and one end learns of it `amount` milliseconds later: the client, or
        /// the node if `what` is odd.
        HALF_OPEN,
        /// Faults of the kind `who` happen with a probability of `what` percent for `amount` milliseconds.
        FAULT,
        /// Another program locks the row of chat `what`.
        LOCK,
        /// Node `who` is cut off the bus for `amount` milliseconds; if `what` is odd, only what it publishes is lost.
        CUT_BUS,
        /// Node `who` pauses for `amount` milliseconds.
        PAUSE,
        /// Node `who` dies, and another one takes its place `amount` milliseconds later.
        KILL,
        /// Node `who` drains, and another one takes its place `amount` milliseconds later.
        DRAIN,
        /// The wall clock of the store jumps to `amount` milliseconds after the clock of the world.
        CLOCK
    }

    @Override
    public String toString() {
        String subject = kind == Kind.FAULT ? FaultKind.of(who).name() : Integer.toString(who);
        return BigDecimal.valueOf(atMillis, MILLI_DIGITS) + " " + kind + " " + subject + " " + what + " " + amount;
    }
}
