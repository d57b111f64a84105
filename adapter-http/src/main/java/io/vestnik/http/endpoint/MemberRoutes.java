package io.vestnik.http.endpoint;

import io.vestnik.application.conversation.Conversations;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.user.UserId;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.InPath;
import io.vestnik.http.route.InQuery;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.body.MemberBody;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Default;
import io.vestnik.wire.schema.Description;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The members of a chat.
public final class MemberRoutes {
    private static final String TAG = "Members";

    private final Conversations conversations;

    public MemberRoutes(Conversations conversations) {
        this.conversations = conversations;
    }

    record Listing(
            @InPath ChatId chatId,

            @InQuery @Bounds(min = 1, max = Paging.LIMIT_MAX) @Default(Paging.LIMIT)
            int limit,

            @InQuery @Description(Paging.CURSOR) Optional<PageCursor> cursor) {}

    record MemberAddition(
            @InPath ChatId chatId,
            @Bounds(min = 1, max = Paging.PEOPLE_MAX) Set<UserId> userIds) {}

    record RoleChange(@InPath ChatId chatId, @InPath UserId userId, Role role) {}

    record Removal(@InPath ChatId chatId, @InPath UserId userId) {}

    record MemberPage(
            List<MemberBody> items,
            @Description(Paging.NEXT) Optional<PageCursor> nextCursor) {}

    record AddedMembers(List<MemberBody> items) {}

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.get("/chats/{chatId}/members")
                        .takes(Listing.class)
                        .named("listMembers", TAG, "List the members of a chat")
                        .gives(200, MemberPage.class, "In order of joining.")
                        .fails(ErrorCode.CHAT_NOT_FOUND)
                        .authenticated((request, caller) -> Answer.of(
                                conversations
                                        .members()
                                        .list(request.chatId(), caller.userId(), request.limit(), request.cursor()),
                                MemberRoutes::page)),
                Route.post("/chats/{chatId}/members")
                        .takes(MemberAddition.class)
                        .named("addMembers", TAG, "Add people to a group")
                        .explained(
                                "Adds all of them or none. Existing members keep their role. For the owner and admins.")
                        .gives(200, AddedMembers.class, "The users who were added.")
                        .fails(
                                ErrorCode.CHAT_NOT_FOUND,
                                ErrorCode.USER_NOT_FOUND,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.GROUP_FULL)
                        .authenticated((request, caller) -> Answer.of(
                                conversations.add().add(request.chatId(), caller.userId(), request.userIds()),
                                added -> Answer.json(
                                        200, Shapes.of(AddedMembers.class), new AddedMembers(bodies(added))))),
                Route.patch("/chats/{chatId}/members/{userId}")
                        .takes(RoleChange.class)
                        .named("changeRole", TAG, "Change a member's role")
                        .explained("For the owner. Giving `owner` hands the group over and makes the giver an admin.")
                        .gives(200, MemberBody.class, "The member with the new role.")
                        .fails(ErrorCode.CHAT_NOT_FOUND, ErrorCode.USER_NOT_FOUND, ErrorCode.FORBIDDEN)
                        .authenticated((request, caller) -> Answer.of(
                                conversations
                                        .changeRole()
                                        .change(request.chatId(), caller.userId(), request.userId(), request.role()),
                                member -> Answer.json(200, Shapes.of(MemberBody.class), MemberBody.of(member)))),
                Route.delete("/chats/{chatId}/members/{userId}")
                        .takes(Removal.class)
                        .named("removeMember", TAG, "Remove a member from a group, or leave it")
                        .explained("Removing oneself is leaving. An owner who leaves hands the group to the"
                                + " longest-standing admin, else member; with the last member the group goes."
                                + " Owner and admins remove members, only the owner removes an admin.")
                        .gives(204, "The user is no longer a member.")
                        .fails(ErrorCode.CHAT_NOT_FOUND, ErrorCode.USER_NOT_FOUND, ErrorCode.FORBIDDEN)
                        .authenticated((request, caller) -> Answer.of(
                                conversations.remove().remove(request.chatId(), caller.userId(), request.userId()),
                                gone -> Answer.none())));
    }

    private static Answer page(Page<Member> page) {
        return Answer.json(200, Shapes.of(MemberPage.class), new MemberPage(bodies(page.items()), page.next()));
    }

    private static List<MemberBody> bodies(List<Member> members) {
        return members.stream().map(MemberBody::of).toList();
    }
}
