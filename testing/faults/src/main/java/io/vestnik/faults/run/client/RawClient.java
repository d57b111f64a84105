package io.vestnik.faults.run.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vestnik.client.Closed;
import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.RawSocket;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.faults.run.history.FrameHistory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One client that speaks the protocol in plain frames. A virtual thread keeps it connected and acts for it.
final class RawClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration FLOOD_PAUSE = Duration.ofSeconds(30);
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final int UNACKNOWLEDGED_MAX = 48;

    /// The silence after which the client sends a ping. It is shorter than the protocol requires, so that half-open
    /// connections are noticed soon.
    private static final long SILENCE_NANOS_MAX = Duration.ofSeconds(5).toNanos();

    private static final long PONG_NANOS_MAX = Duration.ofSeconds(10).toNanos();

    /// How often a client drops a message whose attempt had no answer, so that its outcome stays unknown.
    private static final double ABANDON = 0.1;

    private final URI server;
    private final Transport transport;
    private final Account account;
    private final FrameHistory frames;
    private final Workload workload;
    private final Problems problems;
    private final Thread worker;
    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by `lock`.
    private final RawState state = new RawState();

    private volatile List<Room> rooms = List.of();
    private volatile boolean working;
    private volatile boolean closed;
    private volatile boolean live;
    private volatile boolean abandoned;
    private volatile long heardAt;
    private volatile long pingedAt;
    private long nextAction;

    RawClient(
            URI server,
            Transport transport,
            Account account,
            FrameHistory frames,
            Workload workload,
            Problems problems) {
        this.server = server;
        this.transport = transport.recordedBy(frames);
        this.account = account;
        this.frames = frames;
        this.workload = workload;
        this.problems = problems;
        this.worker = Thread.ofVirtual().name("raw-client-" + account.client()).start(this::run);
    }

    int number() {
        return account.client();
    }

    VestnikApi api() {
        return account.api();
    }

    boolean isLive() {
        return frames.isLive();
    }

    boolean isSettled() {
        lock.lock();
        try {
            return frames.isLive() && state.unacknowledged() == 0;
        } finally {
            lock.unlock();
        }
    }

    void work(List<Room> all) {
        rooms = all.stream().filter(room -> room.has(account.client())).toList();
        working = !rooms.isEmpty();
    }

    void rest() {
        working = false;
    }

    void close() {
        closed = true;
        working = false;
        try {
            worker.join(Duration.ofNanos(PONG_NANOS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            Duration pause = PAUSE_MIN;
            try {
                pause = afterClose(connectOnce());
            } catch (VestnikException e) {
                pause = Objects.requireNonNullElse(e.retryAfter(), PAUSE_MIN);
                if (!e.retryable()) {
                    problems.add("raw client " + account.client() + " was refused: " + e.getMessage());
                }
            } catch (ConnectionLostException e) {
                // There is no server at the moment.
                pause = PAUSE_MIN;
            } catch (RuntimeException e) {
                problems.add("raw client " + account.client() + ": " + e);
            }
            Pause.of(pause.plus(workload.pause()));
        }
    }

    private Closed connectOnce() {
        String token = account.accessToken();
        String hello;
        lock.lock();
        try {
            hello = state.hello(token);
        } finally {
            lock.unlock();
        }
        abandoned = false;
        heardAt = System.nanoTime();
        pingedAt = heardAt;
        RawSocket socket = RawSocket.open(server, transport, new Receiver());
        try {
            socket.text(hello);
            while (!socket.closed().isDone() && !closed && !abandoned && !isDead(socket)) {
                if (live) {
                    act(socket);
                }
                Pause.of(TICK);
            }
            if (closed) {
                socket.close();
            } else {
                socket.cut();
            }
            return socket.closed().join();
        } finally {
            live = false;
            lock.lock();
            try {
                boolean unanswered = state.unacknowledged() > 0;
                state.disconnected();
                if (unanswered && workload.happens(ABANDON)) {
                    state.abandonNewest();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// Sends a ping after a silence. Returns whether the server did not react to it.
    private boolean isDead(RawSocket socket) {
        long now = System.nanoTime();
        if (pingedAt - heardAt > 0) {
            return now - pingedAt > PONG_NANOS_MAX;
        }
        if (now - heardAt > SILENCE_NANOS_MAX) {
            pingedAt = now;
            socket.text("{\"type\":\"ping\"}");
        }
        return false;
    }

    private void act(RawSocket socket) {
        long now = System.nanoTime();
        if (working && now - nextAction >= 0) {
            nextAction = now + workload.pause().toNanos();
            Room room = workload.room(rooms);
            if (workload.action() == Workload.Action.READ) {
                send(socket, state -> {
                    String frame = state.read(room.chat().toString());
                    return frame == null ? List.of() : List.of(frame);
                });
            } else {
                send(socket, state -> {
                    if (state.unacknowledged() < UNACKNOWLEDGED_MAX) {
                        state.add(
                                room.chat().toString(),
                                new RawSends.Pending(
                                        UUID.randomUUID(), workload.next().text()));
                    }
                    return List.of();
                });
            }
        }
        send(socket, state -> state.due(now));
    }

    private interface Step {
        List<String> frames(RawState state);
    }

    /// Sends the frames of a step, in their order, before another thread can change the state.
    private void send(RawSocket socket, Step step) {
        lock.lock();
        try {
            step.frames(state).forEach(socket::text);
        } finally {
            lock.unlock();
        }
    }

    private Duration afterClose(Closed how) {
        switch (how.advice()) {
            case REFRESH_FIRST -> account.refresh();
            case RECONNECT_LATER -> {
                problems.add("raw client " + account.client() + " was closed for flooding");
                return FLOOD_PAUSE;
            }
            case STOP -> {
                if (!closed) {
                    problems.add("raw client " + account.client() + " stopped: " + how);
                    closed = true;
                }
            }
            case RECONNECT -> {
                return PAUSE_MIN;
            }
        }
        return PAUSE_MIN;
    }

    private final class Receiver implements RawSocket.Listener {
        @Override
        public void dataReceived() {
            heardAt = System.nanoTime();
        }

        @Override
        public void text(String text) {
            JsonNode frame = parse(text);
            if (frame == null) {
                problems.add("raw client " + account.client() + " received a frame that is no JSON");
                return;
            }
            lock.lock();
            try {
                switch (frame.path("type").asText()) {
                    case "ready" -> abandoned = !state.ready(frame);
                    case "live" -> live = true;
                    default -> refused(state.receive(frame, System.nanoTime()));
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void closed(Closed how) {
            live = false;
        }
    }

    private void refused(String code) {
        switch (code) {
            // `token_expired` comes before the close code 4001. A guest of a group is not always a member.
            case "", "chat_not_found", "token_expired" -> {}
            default -> problems.add("raw client " + account.client() + " was refused: " + code);
        }
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    List<String> differences(List<Room> all) {
        List<String> found = new ArrayList<>();
        for (Room room : all) {
            if (room.has(account.client())) {
                String difference = difference(room.chat());
                if (!difference.isEmpty()) {
                    found.add("raw client " + account.client() + " " + room.chat() + ": " + difference);
                }
            }
        }
        return found;
    }

    private String difference(UUID chat) {
        long held = version(chat);
        try {
            long stored = serverVersion(chat);
            return held == stored ? "" : "has version " + held + ", the server " + stored;
        } catch (ConnectionLostException | VestnikException e) {
            return "cannot be compared: " + e.getMessage();
        }
    }

    private long version(UUID chat) {
        lock.lock();
        try {
            return state.version(chat.toString());
        } finally {
            lock.unlock();
        }
    }

    /// The chat's version on the server; 0 if the user is not a member.
    private long serverVersion(UUID chat) {
        try {
            return account.api().chat(chat).version();
        } catch (VestnikException e) {
            if (e.code().equals("chat_not_found")) {
                return 0;
            }
            throw e;
        }
    }
}
