package io.vestnik.memory;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The read marks and read states in memory.
final class MemoryReadStates implements ReadStates {
    private final ChatTable chats;

    MemoryReadStates(ChatTable chats) {
        this.chats = chats;
    }

    @Override
    public CompletionStage<Outcome<MessageId>> advance(
            ChatId chatId, UserId reader, MessageId upTo, CommitListener<Moved> listener) {
        return CompletableFuture.completedStage(
                chats.as(chatId, reader, (chat, me) -> Outcome.done(advance(chat, me, upTo, listener))));
    }

    private MessageId advance(StoredChat chat, StoredMember me, MessageId upTo, CommitListener<Moved> listener) {
        MessageId from = me.readUpTo;
        MessageId to = MessageId.min(upTo, chat.last());
        if (!to.isAfter(from)) {
            return from;
        }
        me.readUpTo = to;
        chat.marks.move(me.userId, from, to);
        chat.decideFloor(List.of(new ChatEvent.Read(me.userId, from, to))).ifPresent(moved -> {
            listener.committed(new Moved(moved.marksVersion(), to));
            chats.publish(moved);
        });
        return to;
    }

    @Override
    public List<Marks> marks(UserId userId, Collection<ChatId> wanted) {
        return new HashSet<>(wanted)
                .stream().flatMap(chatId -> marks(chatId, userId).stream()).toList();
    }

    private Optional<Marks> marks(ChatId chatId, UserId userId) {
        Outcome<Marks> marks = chats.as(
                chatId,
                userId,
                (chat, me) -> Outcome.done(
                        new Marks(chatId, me.readUpTo, chat.shown(me).allReadUpTo(), chat.unread(me))));
        return switch (marks) {
            case Outcome.Done<Marks>(Marks found) -> Optional.of(found);
            case Outcome.Refused<Marks> notThere -> Optional.empty();
        };
    }

    @Override
    public Outcome<Readers> readers(
            ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor) {
        return chats.as(
                chatId,
                viewer,
                (chat, me) -> chat.message(id)
                        .map(message -> Outcome.done(readers(chat, message, limit, cursor)))
                        .orElseGet(() -> Outcome.refused(Refusal.MESSAGE_NOT_FOUND)));
    }

    private Readers readers(StoredChat chat, StoredMessage message, int limit, Optional<PageCursor> cursor) {
        List<StoredMember> mustRead = chat.presentMembers().stream()
                .filter(member -> !member.dormant
                        && !member.userId.equals(message.senderId)
                        && message.id.isAfter(member.joinedAfter))
                .toList();
        List<StoredMember> haveRead = mustRead.stream()
                .filter(member -> !message.id.isAfter(member.readUpTo))
                .toList();
        Page<StoredMember> page = ListPosition.page(
                haveRead,
                member -> new ListPosition(Instant.EPOCH, member.userId.value()),
                ListPosition.EARLIEST_FIRST,
                limit,
                cursor);
        return new Readers(
                page.map(member -> new Reader(member.userId, chats.people().nameOf(member.userId))), mustRead.size());
    }
}
