package io.vestnik.http.endpoint;

import io.vestnik.application.IdSource;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.Caller;
import io.vestnik.http.route.InHeader;
import io.vestnik.http.route.InPath;
import io.vestnik.http.route.Route;
import io.vestnik.http.route.Shapes;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.body.MessageBody;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Description;
import io.vestnik.wire.schema.JsonProperty;
import java.util.List;
import java.util.Optional;

/// Sending, reading, editing and deleting messages.
public final class MessageRoutes {
    private static final String TAG = "Messages";

    private final Messaging messaging;
    private final IdSource ids;

    public MessageRoutes(Messaging messaging, IdSource ids) {
        this.messaging = messaging;
        this.ids = ids;
    }

    record NewMessage(
            @InPath ChatId chatId,

            @InHeader
            @JsonProperty(Idempotency.KEY)
            @Description("Made once per message by the client and repeated on every retry. Without it no retry is"
                    + " recognised.")
            Optional<MessageKey> key,

            MessageText text,

            @Description("The message that it answers.") @Bounds(min = 1)
            Optional<MessageId> replyTo) {}

    record OneMessage(@InPath ChatId chatId, @InPath MessageId id) {}

    record TextChange(@InPath ChatId chatId, @InPath MessageId id, MessageText text) {}

    /// The endpoints, in the order of matching.
    public List<Route<?>> all() {
        return List.of(
                Route.post("/chats/{chatId}/messages")
                        .takes(NewMessage.class)
                        .named("sendMessage", TAG, "Send a message")
                        .explained("Answered when the message is durable. With an `Idempotency-Key` it is stored once,"
                                + " however often it is sent. After `unavailable` repeat with the same key.")
                        .gives(201, MessageBody.class, "The message is stored.")
                        .gives(200, MessageBody.class, "The message was stored before; its present state.")
                        .with(Idempotency.REPLAYED, Idempotency.REPLAYED_MEANING)
                        .fails(
                                ErrorCode.CHAT_NOT_FOUND,
                                ErrorCode.MESSAGE_NOT_FOUND,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.KEY_REUSED,
                                ErrorCode.MESSAGE_DELETED)
                        .authenticated((request, caller) -> send(request, caller)),
                Route.get("/chats/{chatId}/messages/{id}")
                        .takes(OneMessage.class)
                        .named("getMessage", TAG, "A message")
                        .gives(200, MessageBody.class, "Its present state.")
                        .fails(ErrorCode.CHAT_NOT_FOUND, ErrorCode.MESSAGE_NOT_FOUND)
                        .authenticated((request, caller) -> Answer.of(
                                messaging.find().find(request.chatId(), caller.userId(), request.id()),
                                message -> message(200, message))),
                Route.patch("/chats/{chatId}/messages/{id}")
                        .takes(TextChange.class)
                        .named("editMessage", TAG, "Edit a message")
                        .explained("For its author.")
                        .gives(200, MessageBody.class, "The message as it is now.")
                        .fails(
                                ErrorCode.CHAT_NOT_FOUND,
                                ErrorCode.MESSAGE_NOT_FOUND,
                                ErrorCode.FORBIDDEN,
                                ErrorCode.MESSAGE_DELETED)
                        .authenticated((request, caller) -> Answer.of(
                                Stages.await(messaging
                                        .edit()
                                        .edit(new MessageLog.Edit(
                                                request.chatId(), caller.userId(), request.id(), request.text()))),
                                message -> message(200, message))),
                Route.delete("/chats/{chatId}/messages/{id}")
                        .takes(OneMessage.class)
                        .named("deleteMessage", TAG, "Delete a message")
                        .explained("For its author, and the owner and admins of a group. It keeps its place.")
                        .gives(204, "The message is deleted.")
                        .fails(ErrorCode.CHAT_NOT_FOUND, ErrorCode.MESSAGE_NOT_FOUND, ErrorCode.FORBIDDEN)
                        .authenticated((request, caller) -> Answer.of(
                                Stages.await(messaging
                                        .delete()
                                        .delete(new MessageLog.Deletion(
                                                request.chatId(), caller.userId(), request.id()))),
                                message -> Answer.none())));
    }

    private Answer send(NewMessage request, Caller caller) {
        SendMessage.Command command = new SendMessage.Command(
                request.chatId(),
                caller.userId(),
                request.key().orElseGet(() -> new MessageKey(ids.next())),
                request.text(),
                request.replyTo());
        return switch (Stages.await(messaging.send().send(command))) {
            case SendMessage.Outcome.Sent sent -> message(201, sent.message());
            case SendMessage.Outcome.Duplicate duplicate ->
                message(200, duplicate.message()).with(Idempotency.REPLAYED, "true");
            case SendMessage.Outcome.Refused refused -> Answer.refused(refused.reason());
            case SendMessage.Outcome.TooFast tooFast -> Answer.tooMany(tooFast.retryAfter());
            case SendMessage.Outcome.Unknown unknown ->
                Answer.problem(ErrorCode.UNAVAILABLE, "Repeat with the same Idempotency-Key.");
        };
    }

    private static Answer.Given message(int status, Message message) {
        return Answer.json(status, Shapes.of(MessageBody.class), MessageBody.of(message));
    }
}
