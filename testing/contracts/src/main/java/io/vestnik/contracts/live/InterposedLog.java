package io.vestnik.contracts.live;

import io.vestnik.application.Ports;
import io.vestnik.contracts.CallGate;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Wraps the ports of a store, so that a test can delay or fail their calls.
final class InterposedLog {
    private volatile boolean away;
    private final CallGate writes = new CallGate();
    private final CallGate answers = new CallGate();

    /// From now on, all calls of the message log fail, and so do changes of read marks.
    void failAll() {
        away = true;
    }

    /// From now on, no call fails.
    void recover() {
        away = false;
    }

    /// From now on, sends and changes of read marks are delayed.
    void hold() {
        writes.close();
    }

    /// Performs the delayed sends and changes of read marks, in the order of the calls. Later ones are not delayed.
    void releaseWrites() {
        writes.open();
    }

    /// From now on, the answers to sends are delayed.
    void holdAnswers() {
        answers.close();
    }

    /// Sends the delayed answers, in the order in which the store gave them. Later answers are not delayed.
    void releaseAnswers() {
        answers.open();
    }

    /// Returns ports whose log and read states are wrapped.
    Ports over(Ports ports) {
        return WrappedStore.with(WrappedStore.with(ports, new Log(ports.log())), new Reads(ports.readStates()));
    }

    private static <T> CompletionStage<T> unavailable(String doing) {
        return CompletableFuture.failedFuture(new StoreUnavailableException(doing));
    }

    private final class Reads implements ReadStates {
        private final ReadStates behind;

        Reads(ReadStates behind) {
            this.behind = behind;
        }

        @Override
        public CompletionStage<Outcome<MessageId>> advance(
                ChatId chatId, UserId reader, MessageId upTo, CommitListener<Moved> listener) {
            if (away) {
                // A store without a queue throws from the call itself and returns no failed stage. This store does the
                // same.
                throw new StoreUnavailableException("reading up to");
            }
            return writes.pass().thenCompose(now -> behind.advance(chatId, reader, upTo, listener));
        }

        @Override
        public List<Marks> marks(UserId userId, Collection<ChatId> chats) {
            return behind.marks(userId, chats);
        }

        @Override
        public Outcome<Readers> readers(
                ChatId chatId, UserId viewer, MessageId id, int limit, Optional<PageCursor> cursor) {
            return behind.readers(chatId, viewer, id, limit, cursor);
        }
    }

    private final class Log implements MessageLog {
        private final MessageLog behind;

        Log(MessageLog behind) {
            this.behind = behind;
        }

        @Override
        public CompletionStage<Appended> append(Draft draft) {
            if (away) {
                return unavailable("appending");
            }
            Delayed delayed = new Delayed(draft);
            return writes.pass()
                    .thenCompose(now -> behind.append(draft.notifying(delayed)))
                    .thenCompose(appended -> answers.pass().thenApply(now -> {
                        delayed.pass();
                        return appended;
                    }));
        }

        /// Wraps the commit listener of a draft. While answers are delayed, the call of the listener is delayed, too.
        private final class Delayed implements CommitListener<Message> {
            private final CommitListener<Message> listener;
            private @Nullable Message stored;

            Delayed(Draft draft) {
                listener = draft.listener().orElseGet(CommitListener::none);
            }

            @Override
            public synchronized void committed(Message message) {
                if (answers.isClosed()) {
                    stored = message;
                } else {
                    listener.committed(message);
                }
            }

            synchronized void pass() {
                if (stored != null) {
                    listener.committed(stored);
                    stored = null;
                }
            }
        }

        @Override
        public CompletionStage<Outcome<Message>> edit(Edit edit) {
            return away ? unavailable("editing") : behind.edit(edit);
        }

        @Override
        public CompletionStage<Outcome<Message>> delete(Deletion deletion) {
            return away ? unavailable("deleting") : behind.delete(deletion);
        }

        @Override
        public Outcome<Message> find(ChatId chatId, UserId viewer, MessageId id) {
            reachable();
            return behind.find(chatId, viewer, id);
        }

        @Override
        public Outcome<HistoryPage> history(ChatId chatId, UserId viewer, long offset, int limit) {
            reachable();
            return behind.history(chatId, viewer, offset, limit);
        }

        @Override
        public Outcome<MessageWindow> window(ChatId chatId, UserId viewer, WindowAnchor anchor, int limit) {
            reachable();
            return behind.window(chatId, viewer, anchor, limit);
        }

        @Override
        public Outcome<Changes> changes(ChatId chatId, UserId viewer, ChatVersion after, Changes.Bounds bounds) {
            reachable();
            return behind.changes(chatId, viewer, after, bounds);
        }

        @Override
        public Optional<Changes> changesForRepair(ChatId chatId, ChatVersion after, int limit) {
            reachable();
            return behind.changesForRepair(chatId, after, limit);
        }

        private void reachable() {
            if (away) {
                throw new StoreUnavailableException("reading");
            }
        }
    }
}
