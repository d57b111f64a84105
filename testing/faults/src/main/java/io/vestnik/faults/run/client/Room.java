package io.vestnik.faults.run.client;

import java.util.List;
import java.util.UUID;

/// A chat of a round.
///
/// @param isGroup false = a direct chat
/// @param members the numbers of the clients that are members from the beginning; the first one created the chat
/// @param guest the number of the member that the first one removes and adds again; [#NO_GUEST] = none
/// @param guestId the id of the guest's user; without a guest, the id of any user
public record Room(UUID chat, boolean isGroup, List<Integer> members, int guest, UUID guestId) {
    /// The guest of a chat without one.
    public static final int NO_GUEST = -1;

    public Room {
        members = List.copyOf(members);
    }

    /// The number of the client that created the chat, which stays a member.
    public int owner() {
        return members.getFirst();
    }

    /// Whether a client is a member, at least for a part of the time.
    public boolean has(int client) {
        return members.contains(client);
    }
}
