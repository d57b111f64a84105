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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection: first it collects what is shown while it replays, then it passes everything on.
///
/// State is guarded by this object's monitor; under it nothing blocks (the outlet only queues).
final class Session implements LiveSession {
    /// A chat's typing is passed on at most this often.
    private static final Duration TYPING_EVERY = Duration.ofSeconds(3);

    /// The pause after a send that failed unexpectedly, or came while the node stops.
    private static final Duration FAILED_PAUSE = Duration.ofSeconds(1);

    final UserId userId;
    final DeviceId deviceId;
    final Outlet outlet;
    final LiveUser user;
    private final Hub hub;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final SendsInFlight sends = new SendsInFlight();
    private final SendLimit.Reservations reservations;
    private final SendGate gate;
    private final Map<ChatId, Long> typed = new HashMap<>(0);
    private final Map<ChatId, MessageId> ownReads = new HashMap<>(0);
    /// How many reads are not answered.
    private int reads;
    /// What was shown while replaying; null once live.
    private @Nullable Pending pending;
    private final ReplayedChats replayed = new ReplayedChats();
    /// Chats that this person has left, as this connection or one before it was told, of which a feed that is behind
    /// may still show what came before.
    private Set<ChatId> absent = Set.of();

    Session(Hub hub, LiveUser user, DeviceId deviceId, Outlet outlet) {
        this.hub = hub;
        this.user = user;
        this.userId = user.id;
        this.deviceId = deviceId;
        this.outlet = outlet;
        this.reservations = hub.sends().reservations(userId);
        this.gate = new SendGate(reservations, hub.nanoTime());
        this.pending = new Pending(hub.settings().memory().collected());
    }

    @Override
    public void catchUp(Resume resume) {
        hub.awaitSeated(this);
        CatchUp.Brought brought;
        try (Replays.Running replay = hub.replays().begin(userId, outlet, CatchUp.weight(resume))) {
            CatchUp catchUp = new CatchUp(this, hub.stores(), resume, replay);
            brought = catchUp.run();
            while (!goLive(brought)) {
                brought = catchUp.runAgain();
            }
        }
        brought.absent().forEach(chatId -> hub.reconcile(this, chatId));
        hub.wentLive(this);
    }

    /// Takes the chats of which more was shown while replaying than could be kept.
    synchronized Set<ChatId> takeOverflowed() {
        return collected().takeOverflowed();
    }

    /// Passes on what was shown meanwhile, and from now on all.
    ///
    /// @return whether nothing was left over that has to be replayed first
    private synchronized boolean goLive(CatchUp.Brought brought) {
        Pending collected = collected();
        if (collected.hasOverflowed()) {
            return false;
        }
        replayed.begin(brought);
        absent = new HashSet<>(brought.absent());
        outlet.offer(new Broadcast(new LiveEvent.CaughtUp()));
        pending = null;
        for (Broadcast event : collected.inOrder()) {
            if (!brought.tells(event.event())) {
                pass(event);
            }
        }
        collected.discard();
        outlet.flush();
        return true;
    }

    private Pending collected() {
        Pending collected = pending;
        if (collected == null) {
            throw new IllegalStateException("already live");
        }
        return collected;
    }

    /// Shows an event: on the lane of its chat, or any thread for what belongs to no chat.
    void show(Broadcast event) {
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
    void showPosted(ChatEvent.MessagePosted posted, Broadcast event) {
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
        outlet.flush();
    }

    /// Offers an event unless it is not for this connection, or told already.
    ///
    /// @return whether anything was offered
    private boolean pass(Broadcast event) {
        LiveEvent what = event.event();
        if (ofAnAbsentChat(what) || causedHere(what)) {
            return false;
        }
        if (replayed.have(what)) {
            return passReplayed(what);
        }
        if (what instanceof LiveEvent.AllReadMark mark) {
            replayed.told(mark);
        }
        if (!answersInPlace(what)) {
            outlet.offer(event);
        }
        if (what instanceof LiveEvent.ChatEntry entry) {
            // The chat as it is now has these messages in it: no event of them follows.
            sends.takeStoredUpTo(entry.chatId(), entry.version())
                    .forEach(send -> send.answer.accept(new SendMessage.Outcome.Duplicate(send.message())));
        }
        return true;
    }

    /// Answers the sends whose message an event brings without its attempt, since it was read back from the log.
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

    /// Of what a feed that is behind shows of a replayed chat, only what the replay could not know is offered.
    private boolean passReplayed(LiveEvent event) {
        return switch (event) {
            case LiveEvent.Removal removal -> {
                // Perhaps they left and came back before, perhaps later.
                hub.verify(this, removal.chatId());
                yield false;
            }
            case LiveEvent.ChatEntry entry -> passMarks(entry);
            default -> false;
        };
    }

    /// What may have been read while there was no seat to tell it to.
    private boolean passMarks(LiveEvent.ChatEntry entry) {
        Member me = entry.view().me();
        List<LiveEvent> marks = new ArrayList<>();
        if (me.readUpTo().isAfter(MessageId.NONE)) {
            marks.add(new LiveEvent.ReadMark(entry.chatId(), userId, me.readUpTo()));
        }
        replayed.untold(entry.chatId(), me).ifPresent(marks::add);
        marks.forEach(mark -> outlet.offer(new Broadcast(mark)));
        return !marks.isEmpty();
    }

    /// Whether an event is of a chat that this connection was told it has left: until it comes in again.
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

    /// This person is not in the chat, whatever the replay brought of it.
    void showRemoval(LiveEvent.Removal removal) {
        synchronized (this) {
            replayed.forget(removal.chatId());
            outlet.offer(new Broadcast(removal));
        }
        touched();
    }

    /// Whether nothing of this chat is shown here since the replay told that it was left.
    synchronized boolean absentFrom(ChatId chatId) {
        return absent.contains(chatId);
    }

    /// The feed has no place for this person either: what it shows from now on begins with coming in again.
    synchronized void leftBehind(ChatId chatId) {
        if (!absent.isEmpty()) {
            absent.remove(chatId);
        }
    }

    /// The chats in which a feed may still show what the replay brought. Called now and then by the lanes' owner.
    synchronized List<ChatId> awaited() {
        return replayed.awaited();
    }

    /// A feed has shown a chat up to `version`: what the replay brought of it up to there need not be remembered.
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
            // What is taken is waited for when the node stops, so nothing may be taken after that was looked at.
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
        stage.whenComplete((outcome, failure) -> completed(send, outcome, failure));
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
            // Behind the refusal that was just offered.
            gate.fence(this::fence);
        }
        send.decided.complete(null);
        if (result instanceof SendMessage.Outcome.Duplicate duplicate) {
            hub.afterShown(this, duplicate.message(), () -> {
                answer(send, duplicate);
                touched();
            });
        } else if (!(result instanceof SendMessage.Outcome.Sent)) {
            outlet.flush();
        }
    }

    private void fence(Runnable passed) {
        outlet.fence(() -> locked(passed));
    }

    private synchronized void locked(Runnable task) {
        task.run();
    }

    private synchronized void answer(SendsInFlight.InFlight send, SendMessage.Outcome outcome) {
        if (sends.remove(send)) {
            send.answer.accept(outcome);
        }
    }

    /// Looks after the sends that were stored a while ago and not answered since.
    void lookAfterOverdue(long nowNanos) {
        List<SendsInFlight.InFlight> late;
        synchronized (this) {
            late = sends.overdue(nowNanos);
        }
        late.forEach(send -> hub.lookAfter(this, send));
    }

    /// The message is stored, and its event was delivered before it was known that this connection sent it, or will not
    /// be delivered here. The answer takes no place in the chat's order.
    void answerLate(SendsInFlight.InFlight send) {
        answer(send, new SendMessage.Outcome.Duplicate(send.message()));
        touched();
    }

    /// The sends to a chat that the store has not decided.
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
        advance(chatId, upTo).whenComplete((outcome, failure) -> {
            synchronized (this) {
                if (failure == null && outcome instanceof Outcome.Done<MessageId>(MessageId now)) {
                    // No further than it came: what is read later, on another device, is told here.
                    ownReads.replace(chatId, upTo, MessageId.min(upTo, now));
                } else {
                    ownReads.remove(chatId, upTo);
                }
            }
            // Behind the news of it, with which it leaves in one write.
            hub.onLane(chatId, () -> answerRead(answered, outcome, failure));
        });
        return answered;
    }

    /// Whatever comes of it comes as the stage's end, so that what is counted is answered.
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
