package io.vestnik.application.conversation;

import io.vestnik.application.BulkLimit;
import io.vestnik.application.RateLimit;
import io.vestnik.application.RateLimitedException;
import io.vestnik.domain.user.UserId;

/// How often one user may open, create and change chats.
///
/// @param newChats limits new direct chats and groups, together
/// @param additions limits the users named as members of groups, at the creation of a group and later
/// @param changes limits the changes of existing chats: title, roles, adding and removing members, deleting
public record ChatLimits(RateLimit<UserId> newChats, BulkLimit<UserId> additions, RateLimit<UserId> changes) {

    /// Limits that never refuse.
    public static ChatLimits none() {
        return new ChatLimits(RateLimit.none(), BulkLimit.none(), RateLimit.none());
    }

    /// Takes the permits for creating a group, or no permit.
    ///
    /// @param members how many other members are named
    /// @throws RateLimitedException if the creator exceeded a limit
    void requireGroup(UserId creator, int members) {
        RateLimitedException.require(additions, creator, members);
        try {
            RateLimitedException.require(newChats, creator);
        } catch (RateLimitedException e) {
            additions.giveBack(creator, members);
            throw e;
        }
    }

    /// Takes the permits for adding members, or no permit.
    ///
    /// @throws RateLimitedException if the actor exceeded a limit
    void requireAddition(UserId actor, int members) {
        RateLimitedException.require(additions, actor, members);
        try {
            requireChange(actor);
        } catch (RateLimitedException e) {
            additions.giveBack(actor, members);
            throw e;
        }
    }

    /// Takes the permit for a change of an existing chat.
    ///
    /// @throws RateLimitedException if the actor exceeded the limit
    void requireChange(UserId actor) {
        RateLimitedException.require(changes, actor);
    }
}
