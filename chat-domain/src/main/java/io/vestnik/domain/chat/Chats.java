package io.vestnik.domain.chat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The chats and their members, as users and operators read and change them. A store of chats is also the [LiveIndex]
/// that nodes read.
///
/// For every change, the rules of [GroupRights] are checked under the chat's lock. A change increments the chat's
/// version by exactly one; a call that changes nothing leaves the version as it is. When the method returns, the change
/// is durable. The store publishes each change to [io.vestnik.domain.event.ChatEvents].
///
/// If the actor is not a member of the chat, the answer is [io.vestnik.domain.Refusal#CHAT_NOT_FOUND], as for a chat
/// that does not exist. The actor's permission is checked before the existence of the target.
///
/// Methods block. A [io.vestnik.domain.StoreUnavailableException] leaves the outcome unknown.
public interface Chats extends LiveIndex {

    /// Opens the direct chat of two users, or returns the existing one. Each pair of users has at most one, even if
    /// both users ask at the same time.
    ///
    /// Refuses a chat with oneself, and users who do not exist or whose account was deleted.
    Outcome<Opened> openDirect(DirectOpening opening);

    /// Finds the direct chat of `viewer` and `other`, as `viewer` sees it. Empty if they have none.
    Optional<ChatView> findDirect(UserId viewer, UserId other);

    /// Creates a group; the creator is its owner, the other users are members. Repeating the call with the same creator
    /// and key returns the same group, forever. A repeat with another title or other members is refused. A creator who
    /// repeats the key after leaving the group, or after its deletion, gets CHAT_NOT_FOUND.
    ///
    /// Refuses a group of more than `membersMax` members, and members who do not exist or whose account was deleted.
    Outcome<Opened> createGroup(GroupFounding founding);

    /// The chat as `viewer` sees it.
    Outcome<ChatView> find(ChatId chatId, UserId viewer);

    /// The chats of a user, latest activity first.
    Page<ChatView> list(UserId viewer, int limit, Optional<PageCursor> cursor);

    /// The members of a chat, in order of joining, then of user id.
    Outcome<Page<Member>> members(ChatId chatId, UserId viewer, int limit, Optional<PageCursor> cursor);

    /// Changes a group's title. Setting the same title changes nothing.
    Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title);

    /// Deletes a group with all its contents. After the commit every call treats the group as one that does not exist.
    /// The time of this call does not depend on the amount of contents, because a store may remove them later.
    Outcome<Gone> delete(ChatId chatId, UserId actor);

    /// Adds users to a group, all or none. Existing members stay as they are.
    ///
    /// Refuses if the group would have more than `membersMax` members, or if a user does not exist or has a deleted
    /// account.
    ///
    /// @return the members who were added, in order of user id
    Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people, int membersMax);

    /// Changes the role of a group's member. Giving [Role#OWNER] makes the actor an admin in the same step.
    Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role);

    /// Removes a member from a group; an actor who removes themselves leaves. An owner who leaves hands the group over
    /// in the same step, to the longest-standing admin, else to the longest-standing member. Admins and members whose
    /// account is disabled or deleted are chosen only if there is no one else. When the last member leaves, the group
    /// is deleted.
    Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target);

    /// Makes the member `heir` the owner of a group, whatever role the member has, and makes the previous owner an
    /// admin. An operator uses this for a group whose owner cannot act.
    Outcome<Member> handOver(ChatId chatId, UserId heir);

    /// Lists the group memberships that [#follow] has yet to adapt, because their member's account was deleted,
    /// disabled or enabled. They are in order of user, then chat.
    ///
    /// @param after the membership to continue after; empty starts from the beginning
    List<Membership> outdated(int limit, Optional<Membership> after);

    /// Adapts a membership to the member's account. A member whose account was deleted leaves the group, as by
    /// [#remove]. While the account of a member is disabled, the `read` state of messages does not wait for this
    /// member. A membership that was already adapted is not changed, so several nodes may call this at the same time.
    void follow(Membership membership);

    /// The membership of a user in a group.
    record Membership(UserId userId, ChatId chatId) {}

    /// A request for a direct chat.
    ///
    /// @param id the id of the chat if this request creates it
    record DirectOpening(ChatId id, UserId opener, UserId other) {}

    /// A request for a group.
    ///
    /// @param id the id of the group if this request creates it
    /// @param members the users who become members besides the creator; it makes no difference whether the set also
    ///     contains the creator
    /// @param key the idempotency key, which makes it safe to repeat the request
    /// @param membersMax the maximum number of members, including the creator
    record GroupFounding(
            ChatId id, UserId creator, ChatTitle title, Set<UserId> members, Optional<MessageKey> key, int membersMax) {
        /// Copies `members`, in their order.
        public GroupFounding {
            members = Collections.unmodifiableSet(new LinkedHashSet<>(members));
        }
    }

    /// The chat that a call has opened or created, or that existed before the call.
    ///
    /// @param created whether this call created it
    record Opened(ChatView view, boolean created) {}

    /// The user was removed, or the chat was deleted.
    record Gone() {}
}
