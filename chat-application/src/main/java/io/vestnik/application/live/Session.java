package io.vestnik.application.live;

import io.vestnik.application.SendLimit;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The live session of one connection. It collects events during the replay and passes events on after it.
///
/// State is guarded by this object's monitor. Nothing blocks under it; the sink only queues.
final class Session implements LiveSession {
    /// The minimum interval between two typing notifications for one chat.
    private static final Duration TYPING_EVERY = Duration.ofSeconds(3);

    /// The pause after a send that failed unexpectedly, or that arrived while the node stops.
    private static final Duration FAILED_PAUSE = Duration.ofSeconds(1);

    final UserId userId;
    final DeviceId deviceId;
    final EventSink sink;
    final LiveUser user;
    private final Hub hub;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final SendsInFlight sends = new SendsInFlight();
    private final SendLimit.Reservations reservations;
    private final SendGate gate;
    private final Map<ChatId, Long> typed = new HashMap<>(0);
    private final Map<ChatId, MessageId> ownReads = new HashMap<>(0);
    /// The number of unanswered reads.
    private int reads;
    /// The events collected during the replay; null once live.
    private @Nullable Pending pending;
    private final ReplayedChats replayed = new ReplayedChats();
    /// Chats that the user has left, as reported to this connection or an earlier one. A feed that is behind may still
    /// deliver earlier events of them.
    private Set<ChatId> absent = Set.of();

    Session(Hub hub, LiveUser user, DeviceId deviceId, EventSink sink) {
        this.hub = hub;
        this.user = user;
        this.userId = user.id;
        this.deviceId = deviceId;
        this.sink = sink;
        this.reservations = hub.sends().reservations(userId);
        this.gate = new SendGate(reservations, hub.nanoTime());
        this.pending = new Pending(hub.settings().memory().collected());
    }

    @Override
    public void catchUp(Resume resume) {
        hub.awaitSeated(this);
        CatchUp.Result result;
        try (Replays.Running replay = hub.replays().begin(userId, sink, CatchUp.weight(resume))) {
            CatchUp catchUp = new CatchUp(this, hub.stores(), resume, replay);
            result = catchUp.run();
            while (!goLive(result)) {
                result = catchUp.runAgain();
            }
        }
        result.absent().forEach(chatId -> hub.reconcile(this, chatId));
        hub.wentLive(this);
    }

    /// Takes the chats that had more events during the replay than could be kept.
    synchronized Set<ChatId> takeOverflowed() {
        return collected().takeOverflowed();
    }

    /// Passes on the collected events, and every event from now on.
    ///
    /// @return false if overflowed chats must be replayed first
    private synchronized boolean goLive(CatchUp.Result result) {
        Pending collected = collected();
        if (collected.hasOverflowed()) {
            return false;
        }
        replayed.begin(result);
        absent = new HashSet<>(result.absent());
        sink.offer(new EncodedEvent(new LiveEvent.CaughtUp()));
        pending = null;
        for (EncodedEvent event : collected.inOrder()) {
            if (!result.contains(event.event())) {
                pass(event);
            }
        }
        collected.discard();
        sink.flush();
        return true;
    }

    private Pending collected() {
        Pending collected = pending;
        if (collected == null) {
            throw new IllegalStateException("already live");
        }
        return collected;
    }

    /// Delivers an event. Called on the lane of its chat; for an event of no chat, on any thread.
    void show(EncodedEvent event) {
        synchronized (this) {
            if (pending != null) {
                pending.add(event);
                return;
            }
            if (!pass(event)) {
                return;
            }
        }
        touched();
    }

    /// Delivers a new message of this session's own user: as the answer if an attempt of this connection stored it.
    /// Other attempts with its key wait for the store's answer.
    void showPosted(ChatEvent.MessagePosted posted, EncodedEvent event) {
        synchronized (this) {
            Optional<SendsInFlight.InFlight> mine = posted.attempt().flatMap(sends::take);
            if (mine.isPresent()) {
                mine.get().answer.accept(new SendMessage.Outcome.Sent(posted.message()));
            } else if (pending != null) {
                pending.add(event);
                return;
            } else if (!pass(event)) {
                return;
            }
        }
        touched();
    }

    private void touched() {
        if (dirty.compareAndSet(false, true) && !Lane.touch(this)) {
            flush();
        }
    }

    void flush() {
        dirty.set(false);
        sink.flush();
    }

    /// Offers an event, unless it is not meant for this connection or was already delivered.
    ///
    /// @return whether anything was queued
    private boolean pass(EncodedEvent broadcast) {
        LiveEvent event = broadcast.event();
        if (ofAnAbsentChat(event) || causedHere(event)) {
            return false;
        }
        if (replayed.have(event)) {
            return passReplayed(event);
        }
        if (event instanceof LiveEvent.AllReadMark mark) {
            replayed.markSent(mark);
        }
        if (!answersInPlace(event)) {
            sink.offer(broadcast);
        }
        if (event instanceof LiveEvent.ChatEntry entry) {
            // The snapshot contains these messages: no event of them follows.
            sends.takeStoredUpTo(entry.chatId(), entry.version())
                    .forEach(send -> send.answer.accept(new SendMessage.Outcome.Duplicate(send.message())));
        }
        return true;
    }

    /// Answers the send of an event's message. The event carries no attempt, since it was read back from the log.
    ///
    /// @return whether an answer took the event's place
    private boolean answersInPlace(LiveEvent event) {
        if (sends.isEmpty()) {
            return false;
        }
        if (event instanceof LiveEvent.MessageState state) {
            Optional<SendsInFlight.InFlight> mine =
                    sends.takeStored(state.chatId(), state.message().id());
            mine.ifPresent(send -> send.answer.accept(new SendMessage.Outcome.Sent(state.message())));
            return mine.isPresent();
        }
        return false;
    }

    /// Handles an event of a replayed chat from a feed that is behind. Offers only the part that the replay could not
    /// know.
    private boolean passReplayed(LiveEvent event) {
        return switch (event) {
            case LiveEvent.Removal removal -> {
                // The user may have left and rejoined before the replay, or may have left after it.
                hub.verify(this, removal.chatId());
                yield false;
            }
            case LiveEvent.ChatEntry entry -> passMarks(entry);
            default -> false;
        };
    }

    /// Offers the marks, which may have moved while the user had no seat.
    private boolean passMarks(LiveEvent.ChatEntry entry) {
        Member me = entry.view().me();
        List<LiveEvent> marks = new ArrayList<>();
        if (me.readUpTo().isAfter(MessageId.NONE)) {
            marks.add(new LiveEvent.ReadMark(entry.chatId(), userId, me.readUpTo()));
        }
        replayed.unsentMark(entry.chatId(), me).ifPresent(marks::add);
        marks.forEach(mark -> sink.offer(new EncodedEvent(mark)));
        return !marks.isEmpty();
    }

    /// Whether an event belongs to a chat that the user has left, as reported to this connection, and has not rejoined.
    private boolean ofAnAbsentChat(LiveEvent event) {
        if (absent.isEmpty()) {
            return false;
        }
        Optional<ChatId> chat = Pending.chatOf(event).filter(absent::contains);
        if (chat.isEmpty()) {
            return false;
        }
        if (event instanceof LiveEvent.ChatEntry || event instanceof LiveEvent.Removal) {
            absent.remove(chat.get());
        }
        return !(event instanceof LiveEvent.ChatEntry);
    }

    /// Reports that the user is not a member of the chat, whatever the replay delivered of it.
    void showRemoval(LiveEvent.Removal removal) {
        synchronized (this) {
            replayed.forget(removal.chatId());
            sink.offer(new EncodedEvent(removal));
        }
        touched();
    }

    /// Whether events of this chat are withheld, since the replay reported that the user has left it.
    synchronized boolean absentFrom(ChatId chatId) {
        return absent.contains(chatId);
    }

    /// The feed has no seat for the user either: its next event for the user is the one of rejoining.
    synchronized void leftBehind(ChatId chatId) {
        if (!absent.isEmpty()) {
            absent.remove(chatId);
        }
    }

    /// The chats whose feeds may still deliver events that the replay has delivered. Called periodically by the hub.
    synchronized List<ChatId> awaited() {
        return replayed.awaited();
    }

    /// A feed has delivered a chat up to `version`: replay state of the chat up to that version is dropped.
    synchronized void reached(ChatId chatId, long version) {
        replayed.reached(chatId, version);
    }

    private boolean causedHere(LiveEvent event) {
        if (!(event instanceof LiveEvent.ReadMark mark) || !mark.userId().equals(userId)) {
            return false;
        }
        MessageId own = ownReads.get(mark.chatId());
        if (own == null || mark.upTo().isAfter(own)) {
            return false;
        }
        if (own.equals(mark.upTo())) {
            ownReads.remove(mark.chatId());
        }
        return true;
    }

    @Override
    public void send(SendMessage.Command command, Consumer<SendMessage.Outcome> answer) {
        CompletionStage<SendMessage.Outcome> stage;
        SendsInFlight.InFlight send;
        synchronized (this) {
            // A draining node waits for the accepted sends, so no send may be accepted after its check.
            Optional<SendMessage.Outcome> refused =
                    hub.closing() ? Optional.of(new SendMessage.Outcome.Unknown(FAILED_PAUSE)) : gate.check(command);
            if (refused.isPresent()) {
                answer.accept(refused.get());
                gate.fence(this::fence);
                return;
            }
            send = sends.add(command, answer);
            // Under the monitor, so that sends reach the store in the order of their numbers.
            stage = begin(command.from(new SendMessage.Origin(reservations, send.attempt)));
        }
        stage.whenComplete((outcome, failure) -> hub.guarded("live-send", () -> {
            completed(send, outcome, failure);
            throwIfError(failure);
        }));
    }

    @Override
    public synchronized void readingResumed() {
        gate.readingResumed();
    }

    private CompletionStage<SendMessage.Outcome> begin(SendMessage.Command command) {
        try {
            return hub.sending().send(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void completed(
            SendsInFlight.InFlight send, SendMessage.@Nullable Outcome outcome, @Nullable Throwable failure) {
        SendMessage.Outcome result =
                outcome == null || failure != null ? new SendMessage.Outcome.Unknown(FAILED_PAUSE) : outcome;
        synchronized (this) {
            switch (gate.note(send.number, send.command, result)) {
                case SendMessage.Outcome.Sent(Message message) ->
                    sends.stored(send, message, hub.nanoTime().getAsLong());
                case SendMessage.Outcome.Duplicate ignored -> {}
                case SendMessage.Outcome.Refused refused -> answer(send, refused);
                case SendMessage.Outcome.TooFast tooFast -> answer(send, tooFast);
                case SendMessage.Outcome.Unknown unknown -> answer(send, unknown);
            }
            // After the refusal that was just offered.
            gate.fence(this::fence);
        }
        send.decided.complete(null);
        if (result instanceof SendMessage.Outcome.Duplicate duplicate) {
            hub.afterShown(this, duplicate.message(), () -> {
                answer(send, duplicate);
                touched();
            });
        } else if (!(result instanceof SendMessage.Outcome.Sent)) {
            sink.flush();
        }
    }

    private void fence(Runnable passed) {
        sink.fence(() -> locked(passed));
    }

    private synchronized void locked(Runnable task) {
        task.run();
    }

    private synchronized void answer(SendsInFlight.InFlight send, SendMessage.Outcome outcome) {
        if (sends.remove(send)) {
            send.answer.accept(outcome);
        }
    }

    /// Recovers the sends that were stored [SendsInFlight#OVERDUE_AFTER] ago or earlier and are still unanswered.
    void lookAfterOverdue(long nowNanos) {
        List<SendsInFlight.InFlight> late;
        synchronized (this) {
            late = sends.overdue(nowNanos);
        }
        late.forEach(send -> hub.lookAfter(this, send));
    }

    /// Answers a stored send outside the chat's order. The event of its message was delivered before the store's answer
    /// arrived, or will not be delivered here.
    void answerLate(SendsInFlight.InFlight send) {
        answer(send, new SendMessage.Outcome.Duplicate(send.message()));
        touched();
    }

    /// The sends to a chat that the store has not answered.
    synchronized List<CompletableFuture<@Nullable Void>> undecided(ChatId chatId) {
        return sends.undecided(chatId);
    }

    synchronized boolean idle() {
        return sends.isEmpty() && reads == 0;
    }

    @Override
    public CompletionStage<Outcome<MessageId>> read(ChatId chatId, MessageId upTo) {
        synchronized (this) {
            ownReads.merge(chatId, upTo, MessageId::max);
            reads++;
        }
        CompletableFuture<Outcome<MessageId>> answered = new CompletableFuture<>();
        advance(chatId, upTo)
                .whenComplete((outcome, failure) -> hub.guarded("live-read", () -> {
                    synchronized (this) {
                        if (failure == null && outcome instanceof Outcome.Done<MessageId>(MessageId now)) {
                            // Only up to the stored mark: later reads on another device are delivered here.
                            ownReads.replace(chatId, upTo, MessageId.min(upTo, now));
                        } else {
                            ownReads.remove(chatId, upTo);
                        }
                    }
                    // After the mark's event, so that both leave in one write.
                    hub.onLane(chatId, () -> answerRead(answered, outcome, failure));
                    throwIfError(failure);
                }));
        return answered;
    }

    /// The request is answered like any that failed, but the node cannot continue.
    private static void throwIfError(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof Error error) {
            throw error;
        }
    }

    /// Returns an exception as a failed stage, so that every counted read is answered.
    private CompletionStage<Outcome<MessageId>> advance(ChatId chatId, MessageId upTo) {
        try {
            return hub.stores().readStates().advance(chatId, userId, upTo);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void answerRead(
            CompletableFuture<Outcome<MessageId>> answered,
            @Nullable Outcome<MessageId> outcome,
            @Nullable Throwable failure) {
        if (failure == null) {
            answered.complete(outcome);
        } else {
            answered.completeExceptionally(failure);
        }
        synchronized (this) {
            reads--;
        }
        touched();
    }

    @Override
    public void typing(ChatId chatId) {
        long now = hub.nanoTime().getAsLong();
        synchronized (this) {
            typed.values().removeIf(at -> now - at >= TYPING_EVERY.toNanos());
            if (typed.putIfAbsent(chatId, now) != null) {
                return;
            }
        }
        hub.typing(chatId, userId);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (pending != null) {
                pending.discard();
            }
        }
        hub.left(this);
        synchronized (this) {
            gate.close();
        }
    }
}
