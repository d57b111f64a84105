package io.vestnik.application.conversation;

import io.vestnik.application.BulkLimit;
import io.vestnik.application.RateLimit;
import io.vestnik.application.RateLimitedException;
import io.vestnik.domain.user.UserId;

/// How often one user may bring others into chats.
///
/// @param newChats direct chats that were not there, and groups, together
/// @param additions users named as members of a group, when it is created and later
/// @param changes other changes of a chat: title, roles, removing members, deleting
public record ChatLimits(RateLimit<UserId> newChats, BulkLimit<UserId> additions, RateLimit<UserId> changes) {

    /// Never refuses.
    public static ChatLimits none() {
        return new ChatLimits(RateLimit.none(), BulkLimit.none(), RateLimit.none());
    }

    /// Takes what creating a group costs, or nothing.
    ///
    /// @param members how many others are named
    /// @throws RateLimitedException if the creator did so too often
    void requireGroup(UserId creator, int members) {
        RateLimitedException.require(additions, creator, members);
        try {
            RateLimitedException.require(newChats, creator);
        } catch (RateLimitedException e) {
            additions.giveBack(creator, members);
            throw e;
        }
    }

    /// Takes what adding members costs, or nothing.
    ///
    /// @throws RateLimitedException if the actor did so too often
    void requireAddition(UserId actor, int members) {
        RateLimitedException.require(additions, actor, members);
        try {
            requireChange(actor);
        } catch (RateLimitedException e) {
            additions.giveBack(actor, members);
            throw e;
        }
    }

    /// Takes what another change costs.
    ///
    /// @throws RateLimitedException if the actor did so too often
    void requireChange(UserId actor) {
        RateLimitedException.require(changes, actor);
    }
}
