package io.vestnik.domain.chat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The chats and who is in them.
///
/// Every change happens under the chat's lock, is decided there by [GroupRights], takes exactly one version (none when
/// it changes nothing), is durable when the method returns and is told to [io.vestnik.domain.event.ChatEvents]. A chat
/// that the acting person is not in answers [io.vestnik.domain.Refusal#CHAT_NOT_FOUND], as one that does not exist.
/// Whether somebody may do a thing is decided before whether the one it is done to is there.
///
/// Methods block. A [io.vestnik.domain.StoreUnavailableException] leaves the outcome unknown.
public interface Chats {

    /// Opens the direct chat of two people, or gives the one that exists: one for each pair, also when both ask at
    /// once.
    ///
    /// Refuses oneself, and people who do not exist or have no account any more.
    Outcome<Opened> openDirect(DirectOpening opening);

    /// The direct chat of two people, as `viewer`, one of them, sees it, if there is one.
    Optional<ChatView> findDirect(UserId viewer, UserId other);

    /// Creates a group; the creator is its owner, the others are members. The same creator and key give the same group
    /// again, for good; with another title or other members the key is refused. Whoever repeats it after they left the
    /// group, or it was deleted, does not find it.
    ///
    /// Refuses a group over `membersMax` and members who do not exist or have no account any more.
    Outcome<Opened> createGroup(GroupFounding founding);

    /// The chat as `viewer` sees it.
    Outcome<ChatView> find(ChatId chatId, UserId viewer);

    /// The chats of a person, latest activity first.
    Page<ChatView> list(UserId viewer, int limit, Optional<PageCursor> cursor);

    /// Who is in a chat: in order of joining, then of user id.
    Outcome<Page<Member>> members(ChatId chatId, UserId viewer, int limit, Optional<PageCursor> cursor);

    /// Changes a group's title. The same title again changes nothing.
    Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title);

    /// Deletes a group with everything in it. The cost does not depend on what is in it. From the commit on the group
    /// answers every call as one that does not exist, though a store may remove its contents later.
    Outcome<Gone> delete(ChatId chatId, UserId actor);

    /// Adds people to a group, all or none. Whoever is in it already is left as they are.
    ///
    /// Refuses more than `membersMax` in all, and people who do not exist or have no account any more.
    ///
    /// @return those who were added, in order of user id
    Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people, int membersMax);

    /// Gives a member of a group a role. Giving [Role#OWNER] makes the actor an admin in the same step.
    Outcome<Member> changeRole(ChatId chatId, UserId actor, UserId target, Role role);

    /// Removes a member from a group, or lets the actor leave it. An owner who leaves hands the group, in the same
    /// step, to the longest-standing admin, else to the longest-standing member; those whose account is gone come last.
    /// With the last member the group is deleted.
    Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target);

    /// Makes a member the owner of a group, and its owner an admin, whatever roles they have: what the operator of a
    /// server does for a group whose owner cannot.
    Outcome<Member> handOver(ChatId chatId, UserId heir);

    /// Memberships of groups that do not yet follow the account of the member: it was deleted, disabled or enabled
    /// since. In order of user and chat.
    ///
    /// @param after where to go on; empty begins anew
    List<Membership> outdated(int limit, Optional<Membership> after);

    /// Lets a membership follow the account of the member. Whose account was deleted leaves the group, as by [#remove].
    /// `read` no longer waits for a member who is disabled, until they are enabled again. What follows already stays as
    /// it is, so several nodes may do this at the same time.
    void follow(Membership membership);

    /// That a user is a member of a group.
    record Membership(UserId userId, ChatId chatId) {}

    /// What showing a person's chats live begins with: one seat for each chat they are in, in no order.
    List<Seat> seats(UserId userId);

    /// As [#seats], of one chat, for those of `people` who are in it.
    List<Seat> seatsIn(ChatId chatId, Set<UserId> people);

    /// Where each chat of each of `people` stands, in no order: what a node compares with what it has shown, to find
    /// what it was never told.
    List<Standing> standings(Collection<UserId> people);

    /// A name for the data as a whole: another one after it was restored from a backup or reset.
    String epoch();

    /// Where a chat of a person's stands.
    record Standing(UserId userId, ChatId chatId, ChatVersion version, long marksVersion) {}

    /// A wish for a direct chat.
    ///
    /// @param id the chat's id, should it be new
    record DirectOpening(ChatId id, UserId opener, UserId other) {}

    /// A wish for a group.
    ///
    /// @param id the group's id, should it be new
    /// @param members the others; the creator may be among them or not
    /// @param key makes repeating safe
    /// @param membersMax how many a group may have, the creator included
    record GroupFounding(
            ChatId id, UserId creator, ChatTitle title, Set<UserId> members, Optional<MessageKey> key, int membersMax) {
        /// Copies `members`.
        public GroupFounding {
            members = Set.copyOf(members);
        }
    }

    /// A chat that is open now.
    ///
    /// @param created whether this call made it
    record Opened(ChatView view, boolean created) {}

    /// Somebody or something is no longer there.
    record Gone() {}

    /// A person's place in a chat, as the live feed needs it.
    ///
    /// @param marksVersion the chat's, when this was read
    /// @param peer the other side, in a direct chat
    /// @param member the person's membership
    record Seat(Chat chat, long marksVersion, Optional<Peer> peer, Member member) {
        /// The person's own newest message in the chat.
        public MessageId lastSent() {
            return member.lastSent();
        }
    }
}
