package io.vestnik.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A client that stays logged in and connected, and keeps the newest state of every chat.
///
/// - A message is sent again with its key until the server acknowledges it or refuses it for good. A rate limit is
///   never a final refusal.
/// - After a lost connection, the client reconnects as the close code requires, after a random pause, and resumes every
///   chat from its last version. An answer that does not come from the server, but for example from a proxy, counts as
///   a lost connection.
/// - {@link #chat} returns what the client has received of a chat. It equals the state of the server once {@link
///   #isSettled}.
///
/// Each client has a virtual thread that keeps it connected. The thread ends only after {@link #close}, a final close
/// code, or a refusal of the session. An exception of a listener is passed to the handler of uncaught exceptions and
/// does not end the client. Thread-safe.
public final class ResilientClient implements AutoCloseable {

    /// If a connection lasts at least this long, the bound of the pause before reconnecting returns to its initial
    /// value.
    private static final Duration GOOD_AFTER = Duration.ofSeconds(5);

    private static final Duration LONGEST_WATCH = Duration.ofSeconds(30);

    /// The maximum time to wait for the server's answer to the close frame of the client.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private static final Duration SHORTEST_WATCH = Duration.ofMillis(1);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private final Transport transport;
    private final Options options;
    private final ClientListener listener;
    private final Tokens tokens;
    private final VestnikApi api;
    private final Views views;
    private final Sender sender;
    private final Backoff backoff;
    private final Alarm alarm = new Alarm();
    private final CompletableFuture<ClientListener.State.Stopped> stopped = new CompletableFuture<>();
    private volatile @Nullable LiveSocket socket;
    private volatile ClientListener.State state = new ClientListener.State.Connecting();
    private volatile @Nullable String epoch;

    private ResilientClient(
            URI server, Transport transport, Session session, Options options, ClientListener listener) {
        this.transport = transport;
        this.options = options;
        this.listener = new GuardedListener(listener);
        VestnikApi anonymous = VestnikApi.at(server, transport);
        this.tokens = new Tokens(anonymous, session, options.clock(), this.listener::session);
        this.api = anonymous.as(tokens::accessToken);
        this.views = new Views(api, session.userId(), options.messagesMax(), this.listener::broken);
        Random random = new Random();
        this.sender = new Sender(
                new Outbox(options.outboxMax(), options.window(), System::nanoTime, random),
                new ReadMarks(System::nanoTime, random),
                views,
                alarm::ring);
        this.backoff = new Backoff(options.pauseFirst(), options.pauseMost(), random);
    }

    /// Creates a client and returns before it is connected.
    public static ResilientClient start(
            URI server, Transport transport, Session session, Options options, ClientListener listener) {
        ResilientClient client = new ResilientClient(server, transport, session, options, listener);
        Thread.ofVirtual().name("vestnik-client-" + session.userId()).start(client::run);
        return client;
    }

    /// Sends a message, now or once the client is connected. The future completes when the message is durable.
    ///
    /// The future completes on the thread that reads the connection, so dependent actions must not block. It fails with
    /// {@link VestnikException} if the server refuses the message for good, and with {@link ConnectionLostException} if
    /// the client stops.
    ///
    /// @throws IllegalStateException if too many messages are unacknowledged
    public CompletableFuture<Message> send(UUID chatId, String text) {
        return send(chatId, UUID.randomUUID(), text, null);
    }

    /// Sends a message with a key of the caller, who can then send it again with the same key after a restart.
    public CompletableFuture<Message> send(UUID chatId, UUID key, String text, @Nullable Long replyTo) {
        Outbox.Pending message = new Outbox.Pending(chatId, key, text, replyTo);
        if (alarm.isEnded()) {
            return CompletableFuture.failedFuture(new ConnectionLostException("the client is stopped", null));
        }
        sender.send(message);
        return message.done();
    }

    /// Marks all messages up to an id as read, now or once the client is connected.
    public void read(UUID chatId, long upTo) {
        sender.read(chatId, upTo);
    }

    /// Notifies the other members that the user is typing, if the client is connected.
    public void typing(UUID chatId) {
        LiveSocket on = socket;
        if (on != null) {
            on.typing(chatId);
        }
    }

    /// The HTTP API for this user. Its access token is refreshed when necessary.
    public VestnikApi api() {
        return api;
    }

    /// The view of a chat; null if the user is not a member, or if no event of the chat has arrived yet.
    public @Nullable ChatView chat(UUID chatId) {
        return views.find(chatId);
    }

    /// The views of all chats of the user, in no order.
    public List<ChatView> chats() {
        return views.all();
    }

    public ClientListener.State state() {
        return state;
    }

    /// Whether the client is live, all messages are acknowledged, all read marks are confirmed, and nothing is being
    /// fetched.
    public boolean isSettled() {
        return state instanceof ClientListener.State.Live && sender.isIdle() && views.isComplete();
    }

    /// The number of unacknowledged messages.
    public int unacknowledged() {
        return sender.unacknowledged();
    }

    /// Cuts the current connection without a close frame.
    public void cut() {
        LiveSocket on = socket;
        if (on != null) {
            on.raw().cut();
        }
    }

    /// Completes with the reason when the client has stopped.
    public CompletableFuture<ClientListener.State.Stopped> stopped() {
        return stopped.copy();
    }

    /// Stops the client: closes the connection with a close frame, and fails unacknowledged messages. The device stays
    /// logged in.
    @Override
    public void close() {
        alarm.end();
    }

    private void run() {
        String why = "ended by an error";
        try {
            why = reconnectLoop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        } finally {
            views.close();
            sender.abandon(new ConnectionLostException("stopped: " + why, null));
            ClientListener.State.Stopped end = new ClientListener.State.Stopped(why);
            try {
                setState(end);
            } finally {
                stopped.complete(end);
            }
        }
    }

    /// How a connection, or an attempt to connect, ended.
    private sealed interface End {
        /// The client stops and does not reconnect.
        record Final(String why) implements End {}

        /// The client reconnects after a pause.
        ///
        /// @param atLeast the minimum pause; zero = none
        record Passing(String why, Duration atLeast) implements End {}
    }

    /// Connects again and again.
    ///
    /// @return the reason to stop
    private String reconnectLoop() throws InterruptedException {
        while (!alarm.isEnded()) {
            setState(new ClientListener.State.Connecting());
            switch (connectOnce()) {
                case End.Final end -> {
                    return end.why();
                }
                case End.Passing end
                when !alarm.isEnded() -> {
                    setState(new ClientListener.State.Offline(end.why()));
                    Duration pause = backoff.next();
                    alarm.pause(pause.compareTo(end.atLeast()) < 0 ? end.atLeast() : pause);
                }
                case End.Passing end -> {}
            }
        }
        return "closed";
    }

    private End connectOnce() throws InterruptedException {
        try {
            Session session = tokens.session();
            Closed closed = runConnection(tokens.accessToken());
            String why = closed.code() + " " + closed.reason();
            return switch (closed.advice()) {
                case STOP -> new End.Final(why);
                case RECONNECT -> new End.Passing(why, Duration.ZERO);
                case RECONNECT_LATER -> new End.Passing(why, floodPause());
                case REFRESH_FIRST -> {
                    tokens.refresh(session);
                    yield new End.Passing(why, Duration.ZERO);
                }
            };
        } catch (VestnikException e) {
            Duration asked = e.retryAfter();
            return e.isSignedOut()
                    ? new End.Final("signed out: " + e.code())
                    : new End.Passing(String.valueOf(e.getMessage()), asked == null ? Duration.ZERO : asked);
        } catch (ConnectionLostException e) {
            return new End.Passing(String.valueOf(e.getMessage()), Duration.ZERO);
        } catch (RuntimeException e) {
            GuardedListener.report(e);
            return new End.Passing(e.toString(), Duration.ZERO);
        }
    }

    /// A random pause of at least `pauseFlooded` and at most one and a half times that.
    private Duration floodPause() {
        Duration pause = options.pauseFlooded();
        return pause.plusNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2 + 1));
    }

    private Closed runConnection(String token) throws InterruptedException {
        Map<UUID, Hello.Cursor> cursors = views.cursors();
        Connection mine = new Connection(token, !cursors.isEmpty());
        LiveSocket opening =
                LiveSocket.connect(api.server(), transport, Hello.of(token).since(cursors), mine);
        socket = opening;
        long opened = System.nanoTime();
        try {
            options.connected().accept(opening.raw());
            while (!opening.closed().isDone()) {
                if (mine.live) {
                    sender.connected(opening);
                    sender.pump();
                }
                alarm.await(mine.watch(opening));
            }
            if (System.nanoTime() - opened >= GOOD_AFTER.toNanos()) {
                backoff.reset();
            }
            return opening.closed().join();
        } finally {
            socket = null;
            if (!opening.closed().isDone()) {
                opening.raw().cut();
            }
            views.disconnected();
            sender.disconnected();
        }
    }

    private void setState(ClientListener.State next) {
        state = next;
        listener.state(next);
    }

    /// One connection: its frames, its heartbeat and its access token.
    private final class Connection implements LiveSocket.Listener {
        private final boolean resuming;
        private final Heartbeat heartbeat = new Heartbeat(options.patience(), System::nanoTime);
        private volatile boolean live;
        private volatile boolean abandoned;
        private String token;
        private boolean closeSent;

        Connection(String token, boolean resuming) {
            this.token = token;
            this.resuming = resuming;
        }

        @Override
        public void dataReceived() {
            heartbeat.received();
        }

        @Override
        public void frame(ServerFrame frame) {
            if (frame instanceof ServerFrame.Ready ready) {
                handleReady(ready);
            }
            if (abandoned) {
                return;
            }
            views.take(frame);
            if (frame instanceof ServerFrame.Event event) {
                listener.event(event);
            } else if (frame instanceof ServerFrame.Live) {
                live = true;
                setState(new ClientListener.State.Live());
                alarm.ring();
            }
        }

        @Override
        public void closed(Closed how) {
            alarm.ring();
        }

        /// Handles `ready`. If the epoch has changed, the client drops all views. It then also connects again if
        /// `hello` contained positions, because these are invalid in the new epoch.
        private void handleReady(ServerFrame.Ready ready) {
            if (ready.pingSeconds() > 0) {
                heartbeat.setInterval(Duration.ofSeconds(ready.pingSeconds()));
            }
            String known = epoch;
            epoch = ready.epoch();
            if (known != null && !known.equals(ready.epoch())) {
                views.clear();
                abandoned = resuming;
                alarm.ring();
            }
        }

        /// Sends a ping, a new access token or a close frame when one is due. Cuts the connection if it is dead, if its
        /// `hello` contained positions of another epoch, or if the server has not answered the close frame in time.
        ///
        /// @return the maximum time until the next call
        Duration watch(LiveSocket on) {
            if (abandoned || closeSent || heartbeat.isDead()) {
                on.raw().cut();
            } else if (alarm.isEnded()) {
                on.close();
                closeSent = true;
                return CLOSE_PATIENCE;
            }
            if (heartbeat.wantsPing(on.unanswered() > 0)) {
                CompletableFuture<?> unused = on.ping();
            }
            if (live) {
                stayAuthenticated(on);
            }
            return soonest(heartbeat.untilDue());
        }

        /// Renews the access token in time. A temporary failure is retried soon; the connection stays open until its
        /// token expires.
        private void stayAuthenticated(LiveSocket on) {
            try {
                String fresh = tokens.accessToken();
                if (!fresh.equals(token)) {
                    token = fresh;
                    CompletableFuture<?> unused = on.auth(fresh);
                }
            } catch (VestnikException e) {
                if (e.isSignedOut()) {
                    throw e;
                }
            } catch (ConnectionLostException e) {
                return;
            } catch (RuntimeException e) {
                GuardedListener.report(e);
            }
        }
    }

    private Duration soonest(Duration heartbeat) {
        Duration soonest = LONGEST_WATCH;
        Duration untilRenewal = Duration.between(options.clock().instant(), tokens.renewAt());
        Duration renewal = untilRenewal.compareTo(AGAIN_AFTER) < 0 ? AGAIN_AFTER : untilRenewal;
        for (Duration next : new @Nullable Duration[] {heartbeat, renewal, sender.untilDue()}) {
            soonest = next != null && next.compareTo(soonest) < 0 ? next : soonest;
        }
        return soonest.compareTo(SHORTEST_WATCH) < 0 ? SHORTEST_WATCH : soonest;
    }
}
