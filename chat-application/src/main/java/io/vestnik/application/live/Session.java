package io.vestnik.application.live;

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
import java.time.Instant;
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

    final UserId userId;
    final DeviceId deviceId;
    final Outlet outlet;
    final LiveUser user;
    private final Hub hub;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final SendsInFlight sends = new SendsInFlight();
    private final SendGate gate;
    private final Map<ChatId, Instant> typed = new HashMap<>(0);
    private final Map<ChatId, MessageId> ownReads = new HashMap<>(0);
    /// How many reads are not answered.
    private int reads;
    /// What was shown while replaying; null once live.
    private @Nullable Pending pending = new Pending();
    /// What the replay brought that the feeds may not have reached yet; null when they have reached all.
    private @Nullable Map<ChatId, Replayed> replayed;
    /// Chats that this person has left, as this connection or one before it was told, of which a feed that is behind
    /// may still show what came before.
    private Set<ChatId> absent = Set.of();

    /// How far the replay brought a chat, and what was told since of what everyone has read.
    private static final class Replayed {
        final long version;
        MessageId allRead;

        Replayed(long version, MessageId allRead) {
            this.version = version;
            this.allRead = allRead;
        }
    }

    Session(Hub hub, LiveUser user, DeviceId deviceId, Outlet outlet) {
        this.hub = hub;
        this.user = user;
        this.userId = user.id;
        this.deviceId = deviceId;
        this.outlet = outlet;
        this.gate = new SendGate(hub.clock());
    }

    @Override
    public void catchUp(Resume resume) {
        hub.awaitSeated(this);
        CatchUp catchUp = new CatchUp(this, hub.stores(), resume);
        CatchUp.Brought brought = catchUp.run();
        while (!goLive(brought)) {
            brought = catchUp.runAgain();
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
        replayed = brought.versions().isEmpty() ? null : replayed(brought);
        absent = new HashSet<>(brought.absent());
        outlet.offer(new Broadcast(new LiveEvent.CaughtUp()));
        pending = null;
        for (Broadcast event : collected.inOrder()) {
            if (!brought.tells(event.event())) {
                pass(event);
            }
        }
        outlet.flush();
        return true;
    }

    private static Map<ChatId, Replayed> replayed(CatchUp.Brought brought) {
        Map<ChatId, Replayed> all = new HashMap<>();
        brought.versions()
                .forEach((chatId, version) ->
                        all.put(chatId, new Replayed(version, brought.allRead().getOrDefault(chatId, MessageId.NONE))));
        return all;
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

    /// Shows a new message of this session's own person: as the answer, where it was sent from here.
    void showPosted(ChatEvent.MessagePosted posted, Broadcast event) {
        synchronized (this) {
            if (pending == null && (ofAnAbsentChat(event.event()) || alreadyBrought(event.event()))) {
                // The news come late: what is in flight under this key is a repeat, which the store answers.
                return;
            }
            Optional<SendsInFlight.InFlight> mine = sends.shown(posted.chatId(), posted.key());
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

    private boolean pass(Broadcast event) {
        if (ofAnAbsentChat(event.event()) || causedHere(event.event())) {
            return false;
        }
        if (alreadyBrought(event.event())) {
            if (event.event() instanceof LiveEvent.Removal removal) {
                // By a feed that is behind what was replayed: perhaps they left and came back before, perhaps later.
                hub.verify(this, removal.chatId());
            }
            return event.event() instanceof LiveEvent.ChatEntry entry && showMarks(entry);
        }
        if (event.event() instanceof LiveEvent.AllReadMark mark && replayed != null) {
            Replayed chat = replayed.get(mark.chatId());
            if (chat != null) {
                chat.allRead = mark.upTo();
            }
        }
        // A message of one's own comes this way when another device sent it, or when it was read back from the log.
        if (!sends.isEmpty()
                && event.event() instanceof LiveEvent.MessageState state
                && state.message().senderId().equals(userId)) {
            Optional<SendsInFlight.InFlight> mine =
                    sends.shown(state.chatId(), state.message().id());
            if (mine.isPresent() && state.message().version().equals(state.version())) {
                mine.get().answer.accept(new SendMessage.Outcome.Sent(state.message()));
                return true;
            }
            mine.ifPresent(send -> answerLate(List.of(send)));
        }
        outlet.offer(event);
        return true;
    }

    /// Shows what may have been read while there was no seat to tell it to: the chat itself was replayed.
    private boolean showMarks(LiveEvent.ChatEntry entry) {
        Member me = entry.view().me();
        Replayed chat = replayed == null ? null : replayed.get(entry.chatId());
        if (me.readUpTo().isAfter(MessageId.NONE)) {
            outlet.offer(new Broadcast(new LiveEvent.ReadMark(entry.chatId(), userId, me.readUpTo())));
        }
        if (chat != null && me.allReadUpTo().isAfter(chat.allRead)) {
            chat.allRead = me.allReadUpTo();
            outlet.offer(new Broadcast(new LiveEvent.AllReadMark(entry.chatId(), me.allReadUpTo())));
        }
        return true;
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
            if (replayed != null && replayed.remove(removal.chatId()) != null && replayed.isEmpty()) {
                replayed = null;
            }
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

    private boolean alreadyBrought(LiveEvent event) {
        if (replayed == null) {
            return false;
        }
        Optional<Pending.Place> place = Pending.placeOf(event);
        return place.isPresent() && !moved(place.get().chatId(), place.get().version());
    }

    /// Notes that a chat moved on.
    ///
    /// @return whether that is further than the replay brought it
    private boolean moved(ChatId chatId, long version) {
        Map<ChatId, Replayed> brought = replayed;
        if (brought == null) {
            return true;
        }
        Replayed chat = brought.get(chatId);
        if (chat == null) {
            return true;
        }
        if (version <= chat.version) {
            return false;
        }
        brought.remove(chatId);
        if (brought.isEmpty()) {
            replayed = null;
        }
        return true;
    }

    /// The chats in which a feed may still show what the replay brought. Called now and then by the lanes' owner.
    synchronized List<ChatId> awaited() {
        return replayed == null ? List.of() : List.copyOf(replayed.keySet());
    }

    /// A feed has shown a chat up to `version`: what the replay brought of it up to there need not be remembered.
    synchronized void reached(ChatId chatId, long version) {
        moved(chatId, version + 1);
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
                    hub.closing() ? Optional.of(new SendMessage.Outcome.Unknown()) : gate.check(command);
            if (refused.isPresent()) {
                answer.accept(refused.get());
                return;
            }
            send = sends.add(command, answer, hub.clock().instant());
            // Under the monitor, so that no send slips between a refusal and the gate that it closes.
            stage = hub.sending().send(command);
        }
        stage.whenComplete((outcome, failure) -> completed(send, outcome, failure));
    }

    private void completed(
            SendsInFlight.InFlight send, SendMessage.@Nullable Outcome outcome, @Nullable Throwable failure) {
        SendMessage.Outcome result = outcome == null || failure != null ? new SendMessage.Outcome.Unknown() : outcome;
        synchronized (this) {
            gate.note(send.command, result);
            if (result instanceof SendMessage.Outcome.Sent(Message message)) {
                sends.stored(send, message);
                return;
            }
            if (!sends.remove(send)) {
                return;
            }
            send.answer.accept(result);
        }
        outlet.flush();
    }

    /// Answers the sends that are stored but were never shown as such here, for example because this person's place in
    /// the chat was not known yet: late, and as what had been stored before, since the event has passed.
    void answerOverdue(Instant before) {
        synchronized (this) {
            List<SendsInFlight.InFlight> late = sends.overdue(before);
            if (late.isEmpty()) {
                return;
            }
            answerLate(late);
        }
        outlet.flush();
    }

    private static void answerLate(List<SendsInFlight.InFlight> late) {
        for (SendsInFlight.InFlight send : late) {
            send.answer.accept(new SendMessage.Outcome.Duplicate(SendsInFlight.storedBy(send)));
        }
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
        hub.stores().readStates().advance(chatId, userId, upTo).whenComplete((outcome, failure) -> {
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
        Instant now = hub.clock().instant();
        synchronized (this) {
            typed.values().removeIf(at -> !now.isBefore(at.plus(TYPING_EVERY)));
            if (typed.putIfAbsent(chatId, now) != null) {
                return;
            }
        }
        hub.typing(chatId, userId);
    }

    @Override
    public void close() {
        hub.left(this);
    }
}
