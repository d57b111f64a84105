package io.vestnik.faults.run.client;

import io.vestnik.client.Anomaly;
import io.vestnik.client.Chat;
import io.vestnik.client.ChatView;
import io.vestnik.client.ClientListener;
import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.Message;
import io.vestnik.client.Options;
import io.vestnik.client.ResilientClient;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.faults.run.history.FrameHistory;
import io.vestnik.faults.run.history.SentText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One client of the Java library. A virtual thread acts for it until it is closed.
final class JavaClient {
    /// A client without a connection stops sending at this number of unacknowledged messages.
    private static final int UNACKNOWLEDGED_MAX = 48;

    private static final Duration PAUSE_FIRST = Duration.ofMillis(100);
    private static final Duration PAUSE_MOST = Duration.ofSeconds(3);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration END_MAX = Duration.ofSeconds(10);
    private static final int NEWEST = 50;
    private static final Set<String> EXPECTED =
            Set.of("chat_not_found", "user_not_found", "message_not_found", "message_deleted");

    private final Account account;
    private final Behaviour behaviour;
    private final FrameHistory frames;
    private final Problems problems;
    private final ResilientClient client;
    private final HttpRequests http;
    private final Thread worker;

    /// The id of the newest message of this client in each chat.
    private final Map<UUID, Long> ownNewest = new ConcurrentHashMap<>();

    /// Whether this client, which created the chat, has removed its guest. Used by the worker only.
    private final Map<UUID, Boolean> guestRemoved = new ConcurrentHashMap<>();

    private volatile List<Room> rooms = List.of();
    private volatile boolean working;
    private volatile boolean acting;
    private volatile boolean dataLost;
    private volatile boolean closed;

    /// @param overHttp whether the client sends its messages over HTTP
    record Behaviour(Workload workload, boolean overHttp) {}

    JavaClient(
            URI server,
            Transport transport,
            Account account,
            Recording recording,
            Behaviour behaviour,
            Problems problems) {
        this.account = account;
        this.behaviour = behaviour;
        this.frames = recording.frames();
        this.problems = problems;
        this.client = ResilientClient.start(
                server,
                transport.recordedBy(frames),
                account.session(),
                Options.usual().pauses(PAUSE_FIRST, PAUSE_MOST),
                new Listener());
        this.http = new HttpRequests(client.api(), recording.http());
        this.worker = Thread.ofVirtual().name("java-client-" + account.client()).start(this::run);
    }

    private final class Listener implements ClientListener {
        @Override
        public void state(State state) {
            if (state instanceof State.Stopped stopped && !closed) {
                problems.add("java client " + account.client() + " stopped: " + stopped.why());
            }
        }

        @Override
        public void broken(Anomaly anomaly) {
            problems.add("java client " + account.client() + " received " + anomaly);
        }
    }

    int number() {
        return account.client();
    }

    VestnikApi api() {
        return client.api();
    }

    boolean isLive() {
        return frames.isLive();
    }

    boolean isSettled() {
        return !acting && client.isSettled();
    }

    void work(List<Room> all) {
        rooms = all.stream().filter(room -> room.has(account.client())).toList();
        working = !rooms.isEmpty();
    }

    void dataMayBeLost() {
        dataLost = true;
        ownNewest.clear();
    }

    void rest() {
        working = false;
    }

    void close() {
        closed = true;
        working = false;
        worker.interrupt();
        client.close();
        try {
            client.stopped().get(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
            worker.join(END_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            problems.add("java client " + account.client() + " does not stop");
        }
    }

    private void run() {
        while (!closed) {
            if (!working) {
                Pause.of(IDLE);
                continue;
            }
            acting = true;
            try {
                if (working) {
                    act();
                }
            } catch (VestnikException e) {
                refused(e);
            } catch (ConnectionLostException e) {
                // The connection was cut, as it should be in a run with faults. The client goes on.
                Pause.of(PAUSE_FIRST);
            } catch (RuntimeException e) {
                problems.add("java client " + account.client() + ": " + e);
            } finally {
                acting = false;
            }
            Pause.of(behaviour.workload().pause());
        }
    }

    private void act() {
        List<Room> now = rooms;
        Room room = behaviour.workload().room(now);
        switch (behaviour.workload().action()) {
            case SEND -> send(room);
            case READ -> read(room);
            case EDIT -> edit(room);
            case DELETE -> delete(room);
            case LOOK -> http.look(room.chat(), ownNewest.getOrDefault(room.chat(), 0L));
            case GUEST -> toggleGuest(room);
            case TITLE -> changeTitle(room);
        }
    }

    private void send(Room room) {
        if (client.unacknowledged() >= UNACKNOWLEDGED_MAX) {
            return;
        }
        Workload.Outgoing message = behaviour.workload().next();
        if (behaviour.overHttp()) {
            http.send(room.chat(), message, () -> !closed).ifPresent(id -> ownNewest.put(room.chat(), id));
            return;
        }
        CompletableFuture<?> unused = client.send(room.chat(), UUID.randomUUID(), message.text(), null)
                .whenComplete((stored, failure) -> {
                    if (stored != null) {
                        ownNewest.put(room.chat(), stored.id());
                    } else if (failure instanceof VestnikException refusal && !isExpected(refusal.code())) {
                        report(refusal);
                    }
                });
    }

    private void read(Room room) {
        ChatView view = client.chat(room.chat());
        if (view != null && !view.isRemoved()) {
            List<Message> messages = view.messages();
            if (!messages.isEmpty()) {
                client.read(room.chat(), messages.getLast().id());
            }
        }
    }

    private void edit(Room room) {
        Long id = ownNewest.get(room.chat());
        if (id != null) {
            Message message = client.api().message(room.chat(), id);
            SentText origin = message.text() == null ? null : SentText.parse(message.text());
            if (origin != null) {
                client.api().edit(room.chat(), id, behaviour.workload().editedText(origin));
            }
        }
    }

    private void delete(Room room) {
        Long id = ownNewest.remove(room.chat());
        if (id != null) {
            client.api().delete(room.chat(), id);
        }
    }

    private void toggleGuest(Room room) {
        if (room.owner() != account.client() || room.guest() == Room.NO_GUEST) {
            return;
        }
        UUID guest = room.guestId();
        if (guestRemoved.getOrDefault(room.chat(), false)) {
            client.api().addMembers(room.chat(), List.of(guest));
            guestRemoved.put(room.chat(), false);
        } else {
            removeGuest(room, guest);
            guestRemoved.put(room.chat(), true);
        }
    }

    private void removeGuest(Room room, UUID guest) {
        try {
            client.api().removeMember(room.chat(), guest);
        } catch (VestnikException e) {
            // The answer to an earlier attempt was lost.
            if (!e.code().equals("user_not_found")) {
                throw e;
            }
        }
    }

    private void changeTitle(Room room) {
        if (room.owner() == account.client() && room.isGroup()) {
            client.api()
                    .changeTitle(
                            room.chat(), "Group " + behaviour.workload().pause().toNanos());
        }
    }

    /// Handles a refusal: waits if the server requests it, and reports a refusal for which a run gives no reason.
    private void refused(VestnikException e) {
        if (e.retryable()) {
            Pause.of(Objects.requireNonNullElse(e.retryAfter(), PAUSE_FIRST));
        } else if (!isExpected(e.code())) {
            report(e);
        }
    }

    /// Whether a run gives a reason for a refusal: the guest of a group is not always a member, and a message may be
    /// deleted before it is edited. After a loss of data the id of an own message may belong to another sender's one.
    private boolean isExpected(String code) {
        return EXPECTED.contains(code) || (dataLost && code.equals("forbidden"));
    }

    private void report(VestnikException e) {
        problems.add("java client " + account.client() + " was refused: " + e.getMessage());
    }

    List<String> differences(List<Room> all) {
        List<String> found = new ArrayList<>();
        for (Room room : all) {
            if (room.has(account.client())) {
                String difference = difference(room);
                if (!difference.isEmpty()) {
                    found.add("java client " + account.client() + " " + room.chat() + ": " + difference);
                }
            }
        }
        return found;
    }

    private String difference(Room room) {
        ChatView view = client.chat(room.chat());
        Chat chat;
        List<Message> newest;
        try {
            chat = client.api().chat(room.chat());
            newest = client.api().newest(room.chat(), NEWEST).items();
        } catch (VestnikException e) {
            boolean gone = view == null || view.isRemoved();
            return gone && e.code().equals("chat_not_found") ? "" : "is kept, but the server answers " + e.code();
        } catch (ConnectionLostException e) {
            return "cannot be compared: " + e.getMessage();
        }
        if (view == null || view.isRemoved()) {
            return "is missing";
        }
        List<Message> held = view.messages();
        List<Message> tail = held.subList(Math.max(0, held.size() - newest.size()), held.size());
        if (view.version() != chat.version()) {
            return "has version " + view.version() + ", the server " + chat.version();
        } else if (!comparable(tail).equals(comparable(newest))) {
            return "has other messages than the server";
        } else if (view.readUpTo() != chat.readUpTo() || view.unread() != chat.unread()) {
            return "has read mark " + view.readUpTo() + " and " + view.unread() + " unread, the server "
                    + chat.readUpTo() + " and " + chat.unread();
        }
        return "";
    }

    /// The messages as a client knows them: only its own ones become `read`.
    private List<Message> comparable(List<Message> messages) {
        return messages.stream()
                .map(message -> account.userId().equals(message.senderId()) ? message : message.asRead())
                .toList();
    }
}
