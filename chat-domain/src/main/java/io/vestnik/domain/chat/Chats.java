package io.vestnik.domain.chat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The chats and their members, as users and operators read and change them. A store of chats is also the [LiveIndex]
/// of its nodes.
///
/// Every change happens under the chat's lock and is decided there by [GroupRights]. It takes exactly one version (none
/// when it changes nothing), is durable when the method returns and is published to
/// [io.vestnik.domain.event.ChatEvents].
///
/// If the actor is not a member of the chat, the answer is [io.vestnik.domain.Refusal#CHAT_NOT_FOUND], as for a chat
/// that does not exist. The actor's permission is checked before the existence of the target.
///
/// Methods block. A [io.vestnik.domain.StoreUnavailableException] leaves the outcome unknown.
public interface Chats extends LiveIndex {

    /// Opens the direct chat of two users, or returns the existing one. Each pair has one, also when both users ask at
    /// the same time.
    ///
    /// Refuses a chat with oneself, and users who do not exist or whose account was deleted.
    Outcome<Opened> openDirect(DirectOpening opening);

    /// The direct chat of two users, if any, as `viewer`, one of the two, sees it.
    Optional<ChatView> findDirect(UserId viewer, UserId other);

    /// Creates a group; the creator is its owner, the others are members. The same creator and key return the same
    /// group forever. The key is refused with another title or other members. A creator who repeats the key after
    /// leaving the group, or after its deletion, gets CHAT_NOT_FOUND.
    ///
    /// Refuses a group over `membersMax`, and members who do not exist or whose account was deleted.
    Outcome<Opened> createGroup(GroupFounding founding);

    /// The chat as `viewer` sees it.
    Outcome<ChatView> find(ChatId chatId, UserId viewer);

    /// The chats of a user, latest activity first.
    Page<ChatView> list(UserId viewer, int limit, Optional<PageCursor> cursor);

    /// The members of a chat, in order of joining, then of user id.
    Outcome<Page<Member>> members(ChatId chatId, UserId viewer, int limit, Optional<PageCursor> cursor);

    /// Changes a group's title. Setting the same title changes nothing.
    Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title);

    /// Deletes a group with all its contents. The cost does not depend on the contents. After the commit every call
    /// treats the group as one that does not exist, though a store may remove its contents later.
    Outcome<Gone> delete(ChatId chatId, UserId actor);

    /// Adds users to a group, all or none. Existing members stay as they are.
    ///
    /// Refuses more than `membersMax` members in all, and users who do not exist or whose account was deleted.
    ///
    /// @return the members who were added, in order of user id
    Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people, int membersMax);

    /// Changes the role of a group's member. Giving [Role#OWNER] makes the actor an admin in the same step.
    Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role);

    /// Removes a member from a group; an actor who removes themselves leaves. An owner who leaves hands the group over
    /// in the same step: to the longest-standing admin, else to the longest-standing member. Members with a deleted
    /// account come last. The group is deleted with its last member.
    Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target);

    /// Makes a member the owner of a group and its owner an admin, whatever roles they have. An operator uses this for
    /// a group whose owner cannot act.
    Outcome<Member> handOver(ChatId chatId, UserId heir);

    /// Group memberships that do not yet follow the member's account, which has since been deleted, disabled or
    /// enabled. In order of user and chat.
    ///
    /// @param after the membership to continue after; empty starts from the beginning
    List<Membership> outdated(int limit, Optional<Membership> after);

    /// Adapts a membership to the member's account. A member whose account was deleted leaves the group, as by
    /// [#remove]. `read` does not wait for a disabled member until the account is enabled again. A membership that
    /// already follows is not changed, so several nodes may call this at the same time.
    void follow(Membership membership);

    /// The membership of a user in a group.
    record Membership(UserId userId, ChatId chatId) {}

    /// A request for a direct chat.
    ///
    /// @param id the chat's id if it is new
    record DirectOpening(ChatId id, UserId opener, UserId other) {}

    /// A request for a group.
    ///
    /// @param id the group's id if it is new
    /// @param members the other members; the creator may be among them
    /// @param key makes a repeat safe
    /// @param membersMax the maximum number of members, including the creator
    record GroupFounding(
            ChatId id, UserId creator, ChatTitle title, Set<UserId> members, Optional<MessageKey> key, int membersMax) {
        /// Copies `members`.
        public GroupFounding {
            members = Set.copyOf(members);
        }
    }

    /// A chat that exists now.
    ///
    /// @param created whether this call created it
    record Opened(ChatView view, boolean created) {}

    /// The user was removed, or the chat was deleted.
    record Gone() {}
}
