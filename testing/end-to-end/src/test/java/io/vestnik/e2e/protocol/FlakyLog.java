package io.vestnik.e2e.protocol;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// A log in which every nth append fails, in ways that [MessageLog] permits. With [Failure#OVERLOAD], the two appends
/// after the nth append fail, too. With [Failure#UNKNOWN], the nth append is answered after a delay, and all appends to
/// the same chat before this answer fail, too. Of these nth appends with [Failure#UNKNOWN], every second one is stored,
/// although its answer is a failure.
final class FlakyLog implements MessageLog {
    private static final Executor SOON = CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS);
    /// The number of consecutive appends that are refused because the store is full.
    private static final int FULL_FOR = 3;

    private final MessageLog behind;
    private final Failure failure;
    private final int every;
    private final Map<ChatId, List<CompletableFuture<Appended>>> failing = new HashMap<>();
    private long appends;
    private long failures;
    private int fullFor;

    /// The kinds of failures.
    enum Failure {
        OVERLOAD,
        UNKNOWN
    }

    FlakyLog(MessageLog behind, Failure failure, int every) {
        this.behind = behind;
        this.failure = failure;
        this.every = every;
    }

    @Override
    public synchronized CompletionStage<Appended> append(Draft draft) {
        List<CompletableFuture<Appended>> already = failing.get(draft.chatId());
        if (already != null) {
            CompletableFuture<Appended> stage = new CompletableFuture<>();
            already.add(stage);
            return stage;
        }
        boolean fails = ++appends % every == 0;
        return switch (failure) {
            case OVERLOAD -> {
                fullFor = fails ? FULL_FOR : fullFor;
                if (fullFor > 0) {
                    fullFor--;
                    yield CompletableFuture.failedStage(new StoreOverloadedException("full", Duration.ofMillis(120)));
                }
                yield behind.append(draft);
            }
            case UNKNOWN -> fails ? fail(draft) : behind.append(draft);
        };
    }

    private CompletionStage<Appended> fail(Draft draft) {
        CompletableFuture<Appended> stage = new CompletableFuture<>();
        failing.put(draft.chatId(), new ArrayList<>(List.of(stage)));
        if (++failures % 2 == 0) {
            behind.append(draft.notifying(CommitListener.none()));
        }
        SOON.execute(() -> answer(draft.chatId()));
        return stage;
    }

    private void answer(ChatId chatId) {
        while (true) {
            CompletableFuture<Appended> next;
            synchronized (this) {
                List<CompletableFuture<Appended>> left = failing.get(chatId);
                if (left == null || left.isEmpty()) {
                    failing.remove(chatId);
                    return;
                }
                next = left.removeFirst();
            }
            next.completeExceptionally(new StoreUnavailableException("the connection was lost"));
        }
    }

    @Override
    public CompletionStage<Outcome<Message>> edit(Edit edit) {
        return behind.edit(edit);
    }

    @Override
    public CompletionStage<Outcome<Message>> delete(Deletion deletion) {
        return behind.delete(deletion);
    }

    @Override
    public Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id) {
        return behind.find(chatId, viewer, id);
    }

    @Override
    public Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit) {
        return behind.history(chatId, viewer, offset, limit);
    }

    @Override
    public Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowAnchor anchor, int limit) {
        return behind.window(chatId, viewer, anchor, limit);
    }

    @Override
    public Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds) {
        return behind.changes(chatId, viewer, after, bounds);
    }

    @Override
    public Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit) {
        return behind.changesForRepair(chatId, after, limit);
    }
}
