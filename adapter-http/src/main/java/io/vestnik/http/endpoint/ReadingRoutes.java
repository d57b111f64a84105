package io.vestnik.http.endpoint;

import io.vestnik.application.reading.Reading;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.InPath;
import io.vestnik.http.route.InQuery;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Default;
import io.vestnik.wire.schema.Description;
import java.util.List;
import java.util.Optional;

/// Read marks and readers.
public final class ReadingRoutes {
    private static final String TAG = "Reading";

    private final Reading reading;

    public ReadingRoutes(Reading reading) {
        this.reading = reading;
    }

    record ReadMarking(
            @InPath ChatId chatId,
            @Description("The last message that was read.") MessageId upTo) {}

    record ReadMark(
            @Description("The last message that I have read.")
            MessageId readUpTo) {}

    record ReadersRequest(
            @InPath ChatId chatId,
            @InPath MessageId id,

            @InQuery @Bounds(min = 1, max = Paging.LIMIT_MAX) @Default(Paging.LIMIT)
            int limit,

            @InQuery @Description(Paging.CURSOR) Optional<PageCursor> cursor) {}

    record Reader(UserId userId, UserName name) {}

    @Description("The readers of a message, of the other members who were in the chat when it was sent.")
    record Readers(
            List<Reader> items,

            @Description("The number of readers at which the message counts as read.")
            int required,

            @Description(Paging.NEXT) Optional<PageCursor> nextCursor) {}

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.put("/chats/{chatId}/read")
                        .takes(ReadMarking.class)
                        .named("markRead", TAG, "Move my read mark")
                        .explained("Never moves back, never past the last message.")
                        .gives(200, ReadMark.class, "The present mark.")
                        .fails(ErrorCode.CHAT_NOT_FOUND)
                        .authenticated((request, caller) -> Answer.of(
                                Stages.await(reading.mark().upTo(request.chatId(), caller.userId(), request.upTo())),
                                mark -> Answer.json(200, Shapes.of(ReadMark.class), new ReadMark(mark)))),
                Route.get("/chats/{chatId}/messages/{id}/readers")
                        .takes(ReadersRequest.class)
                        .named("listReaders", TAG, "List the readers of a message")
                        .gives(200, Readers.class, "The readers.")
                        .fails(ErrorCode.CHAT_NOT_FOUND, ErrorCode.MESSAGE_NOT_FOUND)
                        .authenticated((request, caller) -> Answer.of(
                                reading.readers()
                                        .readers(
                                                request.chatId(),
                                                caller.userId(),
                                                request.id(),
                                                request.limit(),
                                                request.cursor()),
                                ReadingRoutes::readers)));
    }

    private static Answer readers(ReadStates.Readers readers) {
        return Answer.json(
                200,
                Shapes.of(Readers.class),
                new Readers(
                        readers.page().items().stream()
                                .map(reader -> new Reader(reader.userId(), reader.name()))
                                .toList(),
                        readers.required(),
                        readers.page().next()));
    }
}
