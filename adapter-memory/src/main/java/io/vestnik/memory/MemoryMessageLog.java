package io.vestnik.memory;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Amending;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.Posting;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// The messages in memory. Every returned stage is already complete, so calls take effect in the order in which they
/// are made.
final class MemoryMessageLog implements MessageLog {
    private final ChatTable chats;

    MemoryMessageLog(ChatTable chats) {
        this.chats = chats;
    }

    @Override
    public CompletionStage<Appended> append(Draft draft) {
        return CompletableFuture.completedStage(chats.in(draft.chatId(), chat -> append(chat, draft))
                .orElseGet(() -> new Appended.Refused(Refusal.CHAT_NOT_FOUND)));
    }

    private Appended append(StoredChat chat, Draft draft) {
        Posting.Decision decision = Posting.decide(
                draft,
                chat.head(),
                chat.roleOf(draft.senderId()),
                chat.storedKey(draft.senderId(), draft.key()),
                chat.replyTarget(draft.replyTo()));
        return switch (decision) {
            case Posting.Decision.Accept() -> {
                Message message = chat.post(draft, chats.now());
                draft.listener().ifPresent(listener -> listener.committed(message));
                chats.publish(new ChatEvent.MessagePosted(chat.id, message.version(), message, draft.key()));
                yield new Appended.Stored(message);
            }
            case Posting.Decision.Repeat(MessageId id) ->
                new Appended.Repeated(chat.shown(chat.message(id).orElseThrow()));
            case Posting.Decision.Refuse(Refusal reason) -> new Appended.Refused(reason);
        };
    }

    @Override
    public CompletionStage<Outcome<Message>> edit(Edit edit) {
        return amend(
                edit.chatId(),
                edit.id(),
                (chat, message) -> Amending.edit(edit.actor(), chat.roleOf(edit.actor()), message, edit.text()),
                message -> {
                    message.text = Optional.of(edit.text());
                    message.editedAt = Optional.of(chats.now());
                });
    }

    @Override
    public CompletionStage<Outcome<Message>> delete(Deletion deletion) {
        return amend(
                deletion.chatId(),
                deletion.id(),
                (chat, message) -> Amending.delete(deletion.actor(), chat.roleOf(deletion.actor()), message),
                message -> {
                    message.text = Optional.empty();
                    message.deletedAt = Optional.of(chats.now());
                });
    }

    private interface Rule {
        Amending.Decision decide(StoredChat chat, Optional<Message> message);
    }

    private CompletionStage<Outcome<Message>> amend(
            ChatId chatId, MessageId id, Rule rule, Consumer<StoredMessage> change) {
        return CompletableFuture.completedStage(chats.in(chatId, chat -> amend(chat, id, rule, change))
                .orElseGet(() -> Outcome.refused(Refusal.CHAT_NOT_FOUND)));
    }

    private Outcome<Message> amend(StoredChat chat, MessageId id, Rule rule, Consumer<StoredMessage> change) {
        Optional<StoredMessage> message = chat.message(id);
        return switch (rule.decide(chat, message.map(chat::shown))) {
            case Amending.Decision.Change() -> {
                change.accept(message.orElseThrow());
                ChatVersion version = chat.change(List.of(new ChangeIndex.Item.Post(id)));
                Message changed = chat.shown(message.orElseThrow());
                chats.publish(new ChatEvent.MessageChanged(chat.id, version, changed));
                yield Outcome.done(changed);
            }
            case Amending.Decision.Keep() -> Outcome.done(chat.shown(message.orElseThrow()));
            case Amending.Decision.Refuse(Refusal reason) -> Outcome.refused(reason);
        };
    }

    @Override
    public Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id) {
        return chats.as(
                chatId,
                viewer,
                (chat, me) -> chat.message(id)
                        .map(message -> Outcome.done(chat.shown(message)))
                        .orElseGet(() -> Outcome.refused(Refusal.MESSAGE_NOT_FOUND)));
    }

    @Override
    public Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit) {
        return chats.as(chatId, viewer, (chat, me) -> {
            long total = chat.last().value();
            return Outcome.done(new HistoryPage(between(chat, offset, Math.min(offset, total) + limit), total));
        });
    }

    @Override
    public Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowAnchor anchor, int limit) {
        return chats.as(chatId, viewer, (chat, me) -> Outcome.done(window(chat, anchor, limit)));
    }

    private static MessageWindow window(StoredChat chat, WindowAnchor anchor, int limit) {
        long last = chat.last().value();
        return switch (anchor) {
            case WindowAnchor.Newest() -> backwards(chat, last, limit);
            case WindowAnchor.Before(MessageId id) -> backwards(chat, Math.min(last, id.value() - 1), limit);
            case WindowAnchor.After(MessageId id) -> {
                long to = Math.min(last, id.value()) + limit;
                yield new MessageWindow(between(chat, id.value(), to), to < last);
            }
            case WindowAnchor.Around(MessageId id) -> {
                int older = limit / 2;
                long before = Math.clamp(id.value() - 1, 0, last);
                long from = before - older;
                long to = before + (limit - older);
                yield new MessageWindow(between(chat, from, to), from > 0 || to < last);
            }
        };
    }

    /// The last `limit` messages up to and including the id `to`.
    private static MessageWindow backwards(StoredChat chat, long to, int limit) {
        return new MessageWindow(between(chat, to - limit, to), to > limit);
    }

    /// The messages with `from` < id ≤ `to`. Either bound may lie outside the ids of the chat.
    private static List<Message> between(StoredChat chat, long from, long to) {
        int last = chat.messages.size();
        int begin = Math.clamp(from, 0, last);
        int end = Math.clamp(to, begin, last);
        return chat.messages.subList(begin, end).stream().map(chat::shown).toList();
    }

    @Override
    public Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds) {
        return chats.as(chatId, viewer, (chat, me) -> Outcome.done(ChangePages.read(chat, after, bounds)));
    }

    @Override
    public Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit) {
        return chats.in(chatId, chat -> ChangePages.read(chat, after, Changes.Bounds.rows(limit)));
    }
}
