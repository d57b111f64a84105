package io.vestnik.application.commit.writer;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.Worker;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.CommitListener;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageLog.Deletion;
import io.vestnik.domain.message.MessageLog.Edit;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's writers: each chat belongs to one of them. The calls that change a chat do not block: the change waits in
/// the queue of the chat's writer. If the queue has no room or the writers are closed, the returned stage has failed.
///
/// @param <C> a connection of the store
public final class Writers<C> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writers.class);

    /// How long [#close] waits for each thread of a writer; longer than the longest statement, including its wait for a
    /// connection.
    private static final Duration DRAIN_MAX = Duration.ofSeconds(60);

    private final List<Writer<C>> writers = new ArrayList<>();
    private final List<NamedWorker> threads = new ArrayList<>();

    private record NamedWorker(String name, Worker worker) {}

    /// @param count the number of writers
    /// @param heapBytes the size of the heap, in bytes; the queues of all writers together take a share of it
    /// @param fatal receives the error that ends a writer
    public Writers(
            int count,
            long heapBytes,
            NodeRuntime runtime,
            Transactions<C> transactions,
            BatchRows<C> rows,
            StoreMetrics metrics,
            FatalErrors fatal) {
        long bytesOfEach = QueueRoom.bytesOfEach(heapBytes, count);
        for (int i = 0; i < count; i++) {
            String name = "writer-" + i;
            Writer<C> writer = new Writer<>(name, runtime, bytesOfEach, transactions, rows, metrics, fatal);
            writers.add(writer);
            start(runtime, "vestnik-" + name, writer::commitBatches);
            start(runtime, "vestnik-" + name + "-aside", writer::retryAside);
        }
    }

    private void start(NodeRuntime runtime, String name, Runnable work) {
        threads.add(new NamedWorker(name, runtime.startWorker(name, false, work)));
    }

    /// Appends a draft, as [io.vestnik.domain.message.MessageLog#append] describes.
    ///
    /// @param at when the message was sent; empty for the current time
    public CompletionStage<Appended> append(Draft draft, Optional<Instant> at) {
        var stage = new CompletableFuture<Appended>();
        add(new QueuedChange.Post(draft, at, stage));
        return stage;
    }

    /// Edits a message, as [io.vestnik.domain.message.MessageLog#edit] describes.
    ///
    /// @param at when the message was edited; empty for the current time
    public CompletionStage<Outcome<Message>> edit(Edit edit, Optional<Instant> at) {
        var stage = new CompletableFuture<Outcome<Message>>();
        add(new QueuedChange.Amend(edit.chatId(), edit.actor(), edit.id(), Optional.of(edit.text()), at, stage));
        return stage;
    }

    /// Deletes a message, as [io.vestnik.domain.message.MessageLog#delete] describes.
    ///
    /// @param at when the message was deleted; empty for the current time
    public CompletionStage<Outcome<Message>> delete(Deletion deletion, Optional<Instant> at) {
        var stage = new CompletableFuture<Outcome<Message>>();
        add(new QueuedChange.Amend(deletion.chatId(), deletion.actor(), deletion.id(), Optional.empty(), at, stage));
        return stage;
    }

    /// Advances a read mark, as [ReadStates#advance] describes.
    public CompletionStage<Outcome<MessageId>> advance(
            ChatId chatId, UserId reader, MessageId upTo, CommitListener<ReadStates.Moved> listener) {
        var stage = new CompletableFuture<Outcome<MessageId>>();
        add(new QueuedChange.Advance(chatId, reader, upTo, listener, stage));
        return stage;
    }

    private void add(QueuedChange write) {
        writers.get(writerOf(write.chatId(), writers.size())).add(write);
    }

    /// The number of changes that wait to be committed.
    public int waiting() {
        return writers.stream().mapToInt(Writer::waiting).sum();
    }

    /// Whether no writer has failed.
    public boolean alive() {
        return writers.stream().allMatch(Writer::alive);
    }

    /// The turn of the chat's writer. While a thread holds it, no other thread of this node commits or publishes
    /// changes of this writer's chats.
    public Lock turnOf(ChatId chatId) {
        return writers.get(writerOf(chatId, writers.size())).turn();
    }

    /// The number of the writer, below `count`, to which a chat belongs. All bits of the chat's id are mixed, because
    /// the time bits alone would give chats that were created at the same time the same writer.
    static int writerOf(ChatId chatId, int count) {
        long bits = chatId.value().getMostSignificantBits() ^ chatId.value().getLeastSignificantBits();
        bits *= 0x9E3779B97F4A7C15L;
        return (int) Long.remainderUnsigned(bits >>> 32, count);
    }

    /// Returns when every accepted change is committed or has failed. Waits at most [#DRAIN_MAX] for each thread.
    @Override
    public void close() {
        writers.forEach(Writer::close);
        for (NamedWorker thread : threads) {
            try {
                if (!thread.worker().join(DRAIN_MAX)) {
                    LOG.error("event=writer_hangs thread={} seconds={}", thread.name(), DRAIN_MAX.toSeconds());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
