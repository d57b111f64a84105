package io.vestnik.http.endpoint;

import io.vestnik.application.conversation.Conversations;
import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.application.conversation.OpenDirectChat;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.Caller;
import io.vestnik.http.route.InHeader;
import io.vestnik.http.route.InPath;
import io.vestnik.http.route.InQuery;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.http.route.WholeBody;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.body.ChatBody;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Default;
import io.vestnik.wire.schema.Description;
import io.vestnik.wire.schema.Discriminator;
import io.vestnik.wire.schema.DiscriminatorValue;
import io.vestnik.wire.schema.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Creating, listing, changing and deleting chats.
public final class ChatRoutes {
    private static final String TAG = "Chats";

    private final Conversations conversations;
    private final Predicate<UserId> online;

    public ChatRoutes(Conversations conversations, Predicate<UserId> online) {
        this.conversations = conversations;
        this.online = online;
    }

    @Description("The chat to open.")
    @Discriminator("kind")
    sealed interface NewChat permits NewDirectChat, NewGroup {}

    @Description("The direct chat with a user.")
    @DiscriminatorValue("direct")
    record NewDirectChat(UserId userId) implements NewChat {}

    @Description("A group.")
    @DiscriminatorValue("group")
    record NewGroup(
            ChatTitle title,

            @Description("The other members; the creator becomes the owner.") @Bounds(max = Paging.PEOPLE_MAX)
            Optional<Set<UserId>> memberIds)
            implements NewChat {}

    record Opening(
            @InHeader
            @JsonProperty(Idempotency.KEY)
            @Description("Made once per group by the client and repeated on every retry. A direct chat needs none.")
            Optional<MessageKey> key,

            @WholeBody NewChat chat) {}

    record Listing(
            @InQuery @Bounds(min = 1, max = Paging.LIMIT_MAX) @Default(Paging.LIMIT)
            int limit,

            @InQuery @Description(Paging.CURSOR) Optional<PageCursor> cursor) {}

    record OneChat(@InPath ChatId chatId) {}

    record TitleChange(@InPath ChatId chatId, ChatTitle title) {}

    record ChatPage(
            List<ChatBody> items, @Description(Paging.NEXT) Optional<PageCursor> nextCursor) {}

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.post("/chats")
                        .takes(Opening.class)
                        .named("openChat", TAG, "Open a direct chat or create a group")
                        .explained(
                                "There is one direct chat for each pair of people, also when both ask at once. Creating"
                                        + " a group is repeatable with an `Idempotency-Key`.")
                        .gives(201, ChatBody.class, "The chat is created.")
                        .with("Location", "The chat's path.")
                        .gives(200, ChatBody.class, "The chat existed before.")
                        .with(Idempotency.REPLAYED, Idempotency.REPLAYED_MEANING)
                        .fails(
                                ErrorCode.USER_NOT_FOUND,
                                ErrorCode.CHAT_NOT_FOUND,
                                ErrorCode.GROUP_FULL,
                                ErrorCode.KEY_REUSED)
                        .authenticated((request, caller) -> switch (request.chat()) {
                            case NewDirectChat direct -> open(direct, caller);
                            case NewGroup group -> create(group, request.key(), caller);
                        }),
                Route.get("/chats")
                        .takes(Listing.class)
                        .holds(request -> Paging.messagesBytes(request.limit()))
                        .named("listChats", TAG, "My chats")
                        .gives(200, ChatPage.class, "Latest activity first.")
                        .authenticated((request, caller) -> list(request, caller)),
                Route.get("/chats/{chatId}")
                        .takes(OneChat.class)
                        .named("getChat", TAG, "A chat")
                        .gives(200, ChatBody.class, "The chat.")
                        .fails(ErrorCode.CHAT_NOT_FOUND)
                        .authenticated((request, caller) -> Answer.of(
                                conversations.find().find(request.chatId(), caller.userId()), view -> chat(200, view))),
                Route.patch("/chats/{chatId}")
                        .takes(TitleChange.class)
                        .named("retitleGroup", TAG, "Change a group's title")
                        .explained("For its owner and admins.")
                        .gives(200, ChatBody.class, "The chat as it is now.")
                        .fails(ErrorCode.CHAT_NOT_FOUND, ErrorCode.FORBIDDEN)
                        .authenticated((request, caller) -> Answer.of(
                                conversations.retitle().retitle(request.chatId(), caller.userId(), request.title()),
                                view -> chat(200, view))),
                Route.delete("/chats/{chatId}")
                        .takes(OneChat.class)
                        .named("deleteGroup", TAG, "Delete a group")
                        .explained("For its owner.")
                        .gives(204, "The chat and its content are deleted.")
                        .fails(ErrorCode.CHAT_NOT_FOUND, ErrorCode.FORBIDDEN)
                        .authenticated((request, caller) -> Answer.of(
                                conversations.delete().delete(request.chatId(), caller.userId()),
                                gone -> Answer.none())));
    }

    private Answer open(NewDirectChat request, Caller caller) {
        return switch (conversations.openDirect().open(caller.userId(), request.userId())) {
            case OpenDirectChat.Outcome.Created created -> created(created.view());
            case OpenDirectChat.Outcome.Existing existing -> chat(200, existing.view());
            case OpenDirectChat.Outcome.Refused refused -> Answer.refused(refused.reason());
            case OpenDirectChat.Outcome.TooMany tooMany -> Answer.tooMany(tooMany.retryAfter());
        };
    }

    private Answer create(NewGroup request, Optional<MessageKey> key, Caller caller) {
        CreateGroup.Command command = new CreateGroup.Command(
                caller.userId(), request.title(), request.memberIds().orElse(Set.of()), key);
        return Answer.of(
                conversations.createGroup().create(command),
                opened -> opened.created()
                        ? created(opened.view())
                        : chat(200, opened.view()).with(Idempotency.REPLAYED, "true"));
    }

    private Answer list(Listing request, Caller caller) {
        Page<ChatView> page = conversations.list().list(caller.userId(), request.limit(), request.cursor());
        return Answer.json(
                200,
                Shapes.of(ChatPage.class),
                new ChatPage(
                        page.items().stream()
                                .map(view -> ChatBody.of(view, online))
                                .toList(),
                        page.next()));
    }

    private Answer.Given created(ChatView view) {
        return chat(201, view).with("Location", "/chats/" + view.chat().id());
    }

    private Answer.Given chat(int status, ChatView view) {
        return Answer.json(status, Shapes.of(ChatBody.class), ChatBody.of(view, online));
    }
}
