package io.vestnik.application.conversation;

import io.vestnik.application.IdSource;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.Gone;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The use cases for chats and their members. As in [io.vestnik.application.messaging.Messaging], each use case is an
/// interface with one method.
public record Conversations(
        OpenDirectChat openDirect,
        CreateGroup createGroup,
        FindChat find,
        ListChats list,
        ListMembers members,
        Retitle retitle,
        DeleteGroup delete,
        AddMembers add,
        ChangeRole changeRole,
        RemoveMember remove) {

    /// Creates the use cases over a store of chats.
    ///
    /// @param groupMembersMax the maximum number of members of a group
    /// @param limits how often one user may open, create and change chats. A call beyond a limit throws a
    ///     [io.vestnik.application.RateLimitedException], except that [OpenDirectChat] returns
    ///     [OpenDirectChat.Outcome.TooMany] instead
    public static Conversations over(Chats chats, IdSource ids, int groupMembersMax, ChatLimits limits) {
        return new Conversations(
                new LimitedOpening(chats, ids, limits.newChats()),
                command -> {
                    limits.requireGroup(command.creator(), command.members().size());
                    return chats.createGroup(new Chats.GroupFounding(
                            new ChatId(ids.next()),
                            command.creator(),
                            command.title(),
                            command.members(),
                            command.key(),
                            groupMembersMax));
                },
                chats::find,
                chats::list,
                chats::members,
                (chatId, actor, title) -> {
                    limits.requireChange(actor);
                    return chats.retitle(chatId, actor, title);
                },
                (chatId, actor) -> {
                    limits.requireChange(actor);
                    return chats.delete(chatId, actor);
                },
                (chatId, actor, people) -> {
                    limits.requireAddition(actor, people.size());
                    return chats.add(chatId, actor, people, groupMembersMax);
                },
                (chatId, actor, target, role) -> {
                    limits.requireChange(actor);
                    return chats.changeRole(chatId, actor, target, role);
                },
                (chatId, actor, target) -> {
                    limits.requireChange(actor);
                    return chats.remove(chatId, actor, target);
                });
    }

    /// Like [Chats#find].
    @FunctionalInterface
    public interface FindChat {
        /// Finds.
        Outcome<ChatView> find(ChatId chatId, UserId viewer);
    }

    /// Like [Chats#list].
    @FunctionalInterface
    public interface ListChats {
        /// Lists a page.
        Page<ChatView> list(UserId viewer, int limit, Optional<PageCursor> cursor);
    }

    /// Like [Chats#members].
    @FunctionalInterface
    public interface ListMembers {
        /// Lists a page.
        Outcome<Page<Member>> list(ChatId chatId, UserId viewer, int limit, Optional<PageCursor> cursor);
    }

    /// Like [Chats#retitle].
    @FunctionalInterface
    public interface Retitle {
        /// Changes the title.
        Outcome<ChatView> retitle(ChatId chatId, UserId actor, ChatTitle title);
    }

    /// Like [Chats#delete].
    @FunctionalInterface
    public interface DeleteGroup {
        /// Deletes.
        Outcome<Gone> delete(ChatId chatId, UserId actor);
    }

    /// Like [Chats#add].
    @FunctionalInterface
    public interface AddMembers {
        /// Adds.
        Outcome<List<Member>> add(ChatId chatId, UserId actor, Set<UserId> people);
    }

    /// Like [Chats#changeRole].
    @FunctionalInterface
    public interface ChangeRole {
        /// Changes the role.
        Outcome<Member> change(ChatId chatId, UserId actor, UserId target, Role role);
    }

    /// Like [Chats#remove].
    @FunctionalInterface
    public interface RemoveMember {
        /// Removes a member. A user who removes themselves leaves.
        Outcome<Gone> remove(ChatId chatId, UserId actor, UserId target);
    }
}
