package io.vestnik.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A client that stays: signed in, connected, and in possession of every chat's newest state.
///
/// - A message sent here is repeated with its key until the server acknowledges or finally refuses it.
/// - After a lost connection it comes back by the close code's class, after a jittered pause, and resumes every chat
///   where it was left.
/// - {@link #chat} is what the server has, as far as it was heard: equal to the history once {@link #isSettled}.
///
/// One virtual thread watches each client. Safe for many threads.
public final class ResilientClient implements AutoCloseable {

    /// A connection that lived this long was a good one: the next pause is a short one again.
    private static final Duration GOOD_AFTER = Duration.ofSeconds(5);

    private static final Duration LONGEST_WATCH = Duration.ofSeconds(30);

    /// How long a server may take to answer our close frame.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private static final Duration SHORTEST_WATCH = Duration.ofMillis(1);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration PING_UNTIL_TOLD = Duration.ofSeconds(25);

    private final Wire wire;
    private final Options options;
    private final ClientListener listener;
    private final Tokens tokens;
    private final VestnikApi api;
    private final Views views;
    private final Outbox outbox;
    private final Backoff backoff;
    private final Map<UUID, Long> unsaidReads = new ConcurrentHashMap<>();
    private final CompletableFuture<ClientListener.State.Stopped> stopped = new CompletableFuture<>();

    /// Guards sending, so that the outbox's order is the wire's order.
    private final ReentrantLock sending = new ReentrantLock();

    private final ReentrantLock watching = new ReentrantLock();
    private final Condition changed = watching.newCondition();
    private boolean woken;

    private volatile @Nullable Connection connection;
    private volatile ClientListener.State state = new ClientListener.State.Connecting();
    private volatile boolean closing;
    private volatile @Nullable String epoch;

    private ResilientClient(URI server, Wire wire, Session session, Options options, ClientListener listener) {
        this.wire = wire;
        this.options = options;
        this.listener = listener;
        VestnikApi nobody = VestnikApi.at(server, wire);
        this.tokens = new Tokens(nobody, session, options.clock(), listener::session);
        this.api = nobody.as(tokens::accessToken);
        this.views = new Views(api, session.userId(), options.messagesMax(), listener::broken);
        this.outbox = new Outbox(options.outboxMax(), options.clock());
        this.backoff = new Backoff(options.pauseFirst(), options.pauseMost(), ThreadLocalRandom.current());
    }

    /// Starts connecting and does not wait for it.
    public static ResilientClient start(
            URI server, Wire wire, Session session, Options options, ClientListener listener) {
        ResilientClient client = new ResilientClient(server, wire, session, options, listener);
        Thread.ofVirtual().name("vestnik-client-" + session.userId()).start(client::run);
        return client;
    }

    /// Sends a message, now or as soon as there is a connection; complete once it is durable.
    ///
    /// It completes on the thread that reads the connection: what hangs on it must not block. It fails with
    /// {@link VestnikException} when refused for good, with {@link ConnectionLostException} when the client is stopped.
    ///
    /// @throws IllegalStateException when too much waits to be acknowledged
    public CompletableFuture<Message> send(UUID chatId, String text) {
        return send(chatId, UUID.randomUUID(), text, null);
    }

    /// The same with a key of the caller's, who keeps it to repeat the send after a restart.
    public CompletableFuture<Message> send(UUID chatId, UUID key, String text, @Nullable Long replyTo) {
        Outbox.Pending message = new Outbox.Pending(chatId, key, text, replyTo);
        if (closing || stopped.isDone()) {
            return CompletableFuture.failedFuture(new ConnectionLostException("the client is stopped", null));
        }
        outbox.add(message);
        pump();
        return message.done();
    }

    /// Says that I have read up to a message, now or as soon as there is a connection.
    public void read(UUID chatId, long upTo) {
        unsaidReads.merge(chatId, upTo, Math::max);
        pump();
    }

    /// Says that I am typing, if there is a connection.
    public void typing(UUID chatId) {
        LiveSocket on = socket();
        if (on != null) {
            on.typing(chatId);
        }
    }

    /// The HTTP half as this person, with tokens that stay fresh.
    public VestnikApi api() {
        return api;
    }

    /// What is known of a chat; absent when I am not in it, or have not heard of it yet.
    public @Nullable ChatView chat(UUID chatId) {
        return views.find(chatId);
    }

    /// All chats that I am in, in no order.
    public List<ChatView> chats() {
        return views.all();
    }

    public ClientListener.State state() {
        return state;
    }

    /// Whether it is live and nothing is on its way: no message unacknowledged, no read unsaid, nothing being fetched.
    public boolean isSettled() {
        return state instanceof ClientListener.State.Live
                && outbox.size() == 0
                && unsaidReads.isEmpty()
                && views.isComplete();
    }

    /// How many messages are not acknowledged.
    public int unacknowledged() {
        return outbox.size();
    }

    /// Cuts the connection there is, as a tunnel does.
    public void cut() {
        LiveSocket on = socket();
        if (on != null) {
            on.raw().cut();
        }
    }

    /// Why it will not come back, once it does not.
    public CompletableFuture<ClientListener.State.Stopped> stopped() {
        return stopped.copy();
    }

    /// Closes the connection in an orderly way; what is not acknowledged fails. The device stays
    /// signed in.
    @Override
    public void close() {
        closing = true;
        wake();
    }

    private void run() {
        String why;
        try {
            why = stay();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        }
        views.close();
        outbox.abandon(new ConnectionLostException("stopped: " + why, null));
        ClientListener.State.Stopped end = new ClientListener.State.Stopped(why);
        become(end);
        stopped.complete(end);
    }

    /// Connects again and again until there is a reason not to.
    private String stay() throws InterruptedException {
        while (!closing) {
            become(new ClientListener.State.Connecting());
            String why;
            try {
                Session session = tokens.session();
                Closed closed = attend(tokens.accessToken());
                switch (closed.advice()) {
                    case STOP -> {
                        return closed.code() + " " + closed.reason();
                    }
                    case REFRESH_FIRST -> tokens.refresh(session);
                    case RECONNECT -> {}
                }
                why = closed.code() + " " + closed.reason();
            } catch (ConnectionLostException e) {
                why = String.valueOf(e.getMessage());
            } catch (VestnikException e) {
                if (e.status() == 401 || e.status() == 403) {
                    return "signed out: " + e.code();
                }
                why = String.valueOf(e.getMessage());
            }
            if (!closing) {
                become(new ClientListener.State.Offline(why));
                waitAtMost(backoff.next());
            }
        }
        return "closed";
    }

    private Closed attend(String token) throws InterruptedException {
        Map<UUID, Hello.Cursor> cursors = views.cursors();
        Connection mine = new Connection(token, !cursors.isEmpty());
        LiveSocket socket =
                LiveSocket.connect(api.server(), wire, Hello.of(token).since(cursors), mine);
        mine.socket = socket;
        connection = mine;
        options.connected().accept(socket.raw());
        Instant opened = options.clock().instant();
        try {
            while (!socket.closed().isDone()) {
                pump();
                waitAtMost(mine.watch(socket));
            }
            if (Duration.between(opened, options.clock().instant()).compareTo(GOOD_AFTER) >= 0) {
                backoff.reset();
            }
            return socket.closed().join();
        } finally {
            socket.close();
            connection = null;
            views.disconnected();
            outbox.disconnected();
        }
    }

    private @Nullable LiveSocket socket() {
        Connection now = connection;
        return now == null ? null : now.socket;
    }

    private void become(ClientListener.State next) {
        state = next;
        listener.state(next);
    }

    private void wake() {
        watching.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            watching.unlock();
        }
    }

    private void waitAtMost(Duration most) throws InterruptedException {
        long left = most.toNanos();
        watching.lock();
        try {
            while (!woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
        } finally {
            watching.unlock();
        }
    }

    /// Sends what is due on the connection there is. Answers never call this but {@link #wake}: a send from inside
    /// another would overtake it.
    private void pump() {
        sending.lock();
        try {
            Connection now = connection;
            LiveSocket on = now == null ? null : now.socket;
            if (now == null || on == null || !now.live) {
                return;
            }
            for (Outbox.Pending message : outbox.due()) {
                CompletableFuture<?> unused = on.send(
                                message.chatId(), message.key(), message.text(), message.replyTo())
                        .whenComplete((sent, failure) -> answered(message, sent, failure));
            }
            unsaidReads.forEach(now::say);
        } finally {
            sending.unlock();
        }
    }

    private void answered(Outbox.Pending message, ServerFrame.@Nullable Sent sent, @Nullable Throwable failure) {
        if (sent != null) {
            outbox.acknowledged(message, sent.message());
        } else if (unwrapped(failure) instanceof VestnikException refusal) {
            if (refusal.retryable()) {
                outbox.held(message, refusal.retryAfter());
            } else {
                outbox.refused(message, refusal);
            }
        }
        // Anything else is a lost connection: what was in flight is sent again on the next one.
        wake();
    }

    /// One connection: its frames, its heartbeat, its token.
    private final class Connection implements LiveSocket.Listener {
        private final boolean resuming;
        private final Map<UUID, Long> said = new ConcurrentHashMap<>();
        private volatile long heardAtNanos = System.nanoTime();
        private volatile Duration ping = PING_UNTIL_TOLD;
        private volatile boolean live;
        private volatile boolean abandoned;
        private volatile @Nullable LiveSocket socket;
        private String token;
        private boolean pinged;
        private boolean closeSaid;

        Connection(String token, boolean resuming) {
            this.token = token;
            this.resuming = resuming;
        }

        @Override
        public void heard() {
            heardAtNanos = System.nanoTime();
        }

        @Override
        public void frame(ServerFrame frame) {
            if (frame instanceof ServerFrame.Ready ready) {
                greet(ready);
            }
            if (abandoned) {
                return;
            }
            views.take(frame);
            if (frame instanceof ServerFrame.Event event) {
                listener.event(event);
            } else if (frame instanceof ServerFrame.Live) {
                live = true;
                become(new ClientListener.State.Live());
                wake();
            }
        }

        @Override
        public void closed(Closed how) {
            wake();
        }

        /// Cursors of another epoch mean nothing here: what was resumed with them is thrown away, and begun anew.
        private void greet(ServerFrame.Ready ready) {
            if (ready.pingSeconds() > 0) {
                ping = Duration.ofSeconds(ready.pingSeconds());
            }
            String known = epoch;
            epoch = ready.epoch();
            if (known != null && !known.equals(ready.epoch())) {
                views.clear();
                abandoned = resuming;
                wake();
            }
        }

        /// Looks after the connection.
        ///
        /// @return when to look again at the latest
        Duration watch(LiveSocket on) {
            Duration silence = Duration.ofNanos(System.nanoTime() - heardAtNanos);
            if (abandoned || closeSaid || silence.compareTo(ping.plus(options.patience())) >= 0) {
                on.raw().cut();
            } else if (closing) {
                on.close();
                closeSaid = true;
                return CLOSE_PATIENCE;
            }
            if (silence.compareTo(ping) < 0) {
                pinged = false;
            } else if (!pinged) {
                pinged = true;
                CompletableFuture<?> unused = on.ping();
            }
            if (live) {
                stayAuthenticated(on);
            }
            Duration heartbeat = (pinged ? ping.plus(options.patience()) : ping).minus(silence);
            return soonest(heartbeat, outbox.nextDue(), tokens.renewAt());
        }

        private void stayAuthenticated(LiveSocket on) {
            try {
                String fresh = tokens.accessToken();
                if (!fresh.equals(token)) {
                    token = fresh;
                    CompletableFuture<?> unused = on.auth(fresh);
                }
            } catch (ConnectionLostException e) {
                // Asked again soon; the connection lives until the token ends.
                return;
            }
        }

        void say(UUID chatId, long upTo) {
            Long before = said.put(chatId, upTo);
            LiveSocket on = socket;
            if (on == null || (before != null && before >= upTo)) {
                return;
            }
            CompletableFuture<?> unused =
                    on.read(chatId, upTo).whenComplete((ok, failure) -> heardOfRead(chatId, upTo, ok, failure));
        }

        private void heardOfRead(UUID chatId, long upTo, ServerFrame.@Nullable Ok ok, @Nullable Throwable failure) {
            if (ok == null && unwrapped(failure) instanceof VestnikException refusal && refusal.retryable()) {
                Duration pause = refusal.retryAfter() == null ? AGAIN_AFTER : refusal.retryAfter();
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> {
                            said.remove(chatId, upTo);
                            wake();
                        });
                return;
            }
            ChatView view = views.find(chatId);
            if (ok != null && view != null && ok.readUpTo() != null) {
                view.marks(ok.readUpTo(), 0);
            }
            if (ok != null || unwrapped(failure) instanceof VestnikException) {
                unsaidReads.computeIfPresent(chatId, (id, wanted) -> wanted <= upTo ? null : wanted);
            }
        }
    }

    private Duration soonest(Duration heartbeat, @Nullable Instant held, Instant renewal) {
        Instant now = options.clock().instant();
        Duration soonest = heartbeat.compareTo(LONGEST_WATCH) < 0 ? heartbeat : LONGEST_WATCH;
        Duration untilRenewal = Duration.between(now, renewal);
        if (untilRenewal.compareTo(soonest) < 0) {
            soonest = untilRenewal.compareTo(AGAIN_AFTER) < 0 ? AGAIN_AFTER : untilRenewal;
        }
        if (held != null && Duration.between(now, held).compareTo(soonest) < 0) {
            soonest = Duration.between(now, held);
        }
        return soonest.isNegative() || soonest.isZero() ? SHORTEST_WATCH : soonest;
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
