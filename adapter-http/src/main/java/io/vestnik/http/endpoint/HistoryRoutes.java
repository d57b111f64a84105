package io.vestnik.http.endpoint;

import io.vestnik.application.messaging.Messaging;
import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageLog.MessageWindow;
import io.vestnik.domain.message.MessageLog.WindowAnchor;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.InPath;
import io.vestnik.http.route.InQuery;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.body.MessageBody;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Default;
import io.vestnik.wire.schema.Description;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reading the history of a chat.
public final class HistoryRoutes {
    private static final String TAG = "Messages";

    private final Messaging messaging;

    public HistoryRoutes(Messaging messaging) {
        this.messaging = messaging;
    }

    record HistoryRequest(
            @InPath ChatId chatId,

            @InQuery @Bounds(min = 1, max = Paging.LIMIT_MAX) @Default(Paging.LIMIT)
            int limit,

            @InQuery @Bounds @Default(0) @Description(value = "Messages up to this id are omitted.", example = "0")
            long offset) {}

    record WindowRequest(
            @InPath ChatId chatId,

            @InQuery @Description("The last messages with a lower id.")
            Optional<MessageId> before,

            @InQuery @Description("The first messages with a higher id.")
            Optional<MessageId> after,

            @InQuery @Description("Half of the page with a lower id, the rest from this one on.")
            Optional<MessageId> around,

            @InQuery @Bounds(min = 1, max = Paging.LIMIT_MAX) @Default(Paging.LIMIT)
            int limit) {
        WindowRequest {
            if (Stream.of(before, after, around).filter(Optional::isPresent).count() > 1) {
                throw new InvalidValueException("must have at most one of before, after and around");
            }
        }

        WindowAnchor anchor() {
            return before.<WindowAnchor>map(WindowAnchor.Before::new)
                    .or(() -> after.map(WindowAnchor.After::new))
                    .or(() -> around.map(WindowAnchor.Around::new))
                    .orElseGet(WindowAnchor.Newest::new);
        }
    }

    record ChangesRequest(
            @InPath ChatId chatId,

            @InQuery @Description("The chat version that the client has; 0 if it has none.")
            ChatVersion after,

            @InQuery @Bounds(min = 1, max = Paging.CHANGES_MAX) @Default(Paging.CHANGES)
            int limit) {}

    @Description("Part of a chat's history, oldest first.")
    record History(
            ChatId chatId,
            List<MessageBody> items,
            int limit,
            long offset,
            @Description("The chat's last message id.") long total) {}

    @Description("Messages around an id in a chat, oldest first.")
    record Window(
            List<MessageBody> items,

            @Description(
                    "Whether there are more beyond the page: older ones for `before` and the newest page, newer ones"
                            + " for `after`, on either side for `around`.")
            boolean hasMore) {}

    private static Changes.Bounds bounds(int limit) {
        return new Changes.Bounds(limit, Paging.CHANGES_TEXT_BYTES_MAX);
    }

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.get("/history/{chatId}")
                        .takes(HistoryRequest.class)
                        .named("getHistory", TAG, "List the history of a chat by offset")
                        .explained(
                                "The messages with `offset` < id ≤ `offset` + `limit`, oldest first; the next page is"
                                        + " at `offset` + `limit`, until `total`. Costs the same at any offset.")
                        .holds(request -> Paging.messagesBytes(request.limit()))
                        .gives(200, History.class, "A page of the history.")
                        .fails(ErrorCode.CHAT_NOT_FOUND)
                        .authenticated((request, caller) -> Answer.of(
                                messaging
                                        .history()
                                        .page(request.chatId(), caller.userId(), request.offset(), request.limit()),
                                page -> history(request, page))),
                Route.get("/chats/{chatId}/messages")
                        .takes(WindowRequest.class)
                        .named("listMessages", TAG, "List messages around an id")
                        .explained("With none of `before`, `after` and `around`: the newest ones.")
                        .holds(request -> Paging.messagesBytes(request.limit()))
                        .gives(200, Window.class, "A page of messages.")
                        .fails(ErrorCode.CHAT_NOT_FOUND)
                        .authenticated((request, caller) -> Answer.of(
                                messaging
                                        .window()
                                        .window(request.chatId(), caller.userId(), request.anchor(), request.limit()),
                                HistoryRoutes::window)),
                Route.get("/chats/{chatId}/changes")
                        .takes(ChangesRequest.class)
                        .named("getChanges", TAG, "List changes since a version")
                        .explained("The present state of what changed after `after`, each thing once. With `complete:"
                                + " false` ask again from the `version` given; an answer ends early where its texts"
                                + " reach 1 MiB.")
                        .holds(request -> Paging.changesBytes(request.limit()))
                        .gives(200, ChangesBody.class, "The changes.")
                        .fails(ErrorCode.CHAT_NOT_FOUND)
                        .authenticated((request, caller) -> Answer.of(
                                messaging
                                        .changes()
                                        .changes(
                                                request.chatId(),
                                                caller.userId(),
                                                request.after(),
                                                bounds(request.limit())),
                                changes -> Answer.json(200, Shapes.of(ChangesBody.class), ChangesBody.of(changes)))));
    }

    private static Answer history(HistoryRequest request, HistoryPage page) {
        return Answer.json(
                200,
                Shapes.of(History.class),
                new History(
                        request.chatId(), bodies(page.messages()), request.limit(), request.offset(), page.total()));
    }

    private static Answer window(MessageWindow window) {
        return Answer.json(200, Shapes.of(Window.class), new Window(bodies(window.messages()), window.hasMore()));
    }

    private static List<MessageBody> bodies(List<Message> messages) {
        return messages.stream().map(MessageBody::of).toList();
    }
}
