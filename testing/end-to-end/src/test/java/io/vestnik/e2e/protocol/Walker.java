package io.vestnik.e2e.protocol;

import io.vestnik.client.Anomaly;
import io.vestnik.client.ClientListener;
import io.vestnik.client.Message;
import io.vestnik.client.Options;
import io.vestnik.client.RawSocket;
import io.vestnik.client.Recorder;
import io.vestnik.client.ResilientClient;
import io.vestnik.client.ServerFrame;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.e2e.FrameSchemas;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One device of a user on the walk: a client that reconnects, and that also checks the events of its connections.
final class Walker implements ClientListener, AutoCloseable {
    private static final Duration PAUSE_FIRST = Duration.ofMillis(10);
    private static final int LATEST_MAX = 600;
    private static final int LATEST_LENGTH_MAX = 240;
    private static final int STATE_LENGTH = 60;
    private static final Duration PAUSE_MOST = Duration.ofMillis(100);

    private final Evidence evidence;
    private final String name;
    private final UUID userId;
    private final ResilientClient client;
    private volatile @Nullable RawSocket socket;
    /// The versions received by the current connection; guarded by this object's monitor.
    private final Map<UUID, Long> versions = new HashMap<>();
    private final Map<UUID, Long> allRead = new HashMap<>();
    private final Set<UUID> left = new HashSet<>();
    /// The latest events, for the message of a violation.
    private final Deque<String> latest = new ArrayDeque<>();

    Walker(String name, URI server, Transport transport, Session session, Evidence evidence) {
        this.name = name;
        this.userId = session.userId();
        this.evidence = evidence;
        Options options = Options.usual().pauses(PAUSE_FIRST, PAUSE_MOST).showing(opened -> socket = opened);
        this.client = ResilientClient.start(
                server,
                transport.recordedBy(new Recorder() {
                    @Override
                    public void frameReceived(String text) {
                        FrameSchemas.problemFromServer(text)
                                .ifPresent(problem -> evidence.breach("frames as described", problem));
                        note(text);
                    }
                }),
                session,
                options,
                this);
    }

    String name() {
        return name;
    }

    UUID userId() {
        return userId;
    }

    ResilientClient client() {
        return client;
    }

    VestnikApi api() {
        return client.api();
    }

    /// Stops reading until [#goOn].
    void stall() {
        Optional.ofNullable(socket).ifPresent(RawSocket::pause);
    }

    /// Resumes reading.
    void goOn() {
        Optional.ofNullable(socket).ifPresent(RawSocket::resume);
    }

    @Override
    public synchronized void state(State next) {
        note(next.toString());
        if (next instanceof State.Connecting) {
            versions.clear();
            allRead.clear();
            left.clear();
        }
    }

    @Override
    public void broken(Anomaly anomaly) {
        evidence.breach("L4", name + " received " + anomaly + lately(anomaly.chatId()));
    }

    @Override
    public synchronized void event(ServerFrame.Event event) {
        switch (event) {
            case ServerFrame.MessageEvent it -> {
                moved(it);
                evidence.saw(name, it.chatId(), it.message(), it.version());
            }
            case ServerFrame.MembersEvent it -> moved(it);
            case ServerFrame.ChatEvent it -> {
                if (it.chat().isWhole()) {
                    left.remove(it.chatId());
                    evidence.letIn(userId, it.chatId());
                }
                moved(it);
            }
            case ServerFrame.GapEvent it -> moved(it);
            case ServerFrame.RemovedEvent it -> left.add(it.chatId());
            case ServerFrame.AllReadEvent it -> {
                present(it.chatId(), it);
                Long before = allRead.put(it.chatId(), it.upTo());
                if (before != null && before >= it.upTo()) {
                    evidence.breach(
                            "L5", String.format(Locale.ROOT, "%s: allRead %d after %d", name, it.upTo(), before));
                }
            }
            case ServerFrame.ReadEvent it -> present(it.chatId(), it);
            case ServerFrame.TypingEvent it -> present(it.chatId(), it);
            case ServerFrame.UnknownEvent it -> {
                UUID chat = it.chatId();
                Long version = it.version();
                if (chat != null && version != null) {
                    moved(chat, version, it);
                }
            }
            case ServerFrame.PresenceEvent it -> {}
            case ServerFrame.UserEvent it -> {}
            case ServerFrame.MarksEvent it -> {}
        }
    }

    private synchronized void note(String what) {
        latest.addLast(what.substring(0, Math.min(LATEST_LENGTH_MAX, what.length())));
        if (latest.size() > LATEST_MAX) {
            latest.removeFirst();
        }
    }

    /// Describes the latest events of a chat at this device, and the times of its connections.
    private synchronized String lately(UUID chat) {
        return latest.stream()
                .filter(line -> line.contains(chat.toString()) || (line.endsWith("]") && line.length() < STATE_LENGTH))
                .collect(Collectors.joining("\n    ", "\n    ", ""));
    }

    private void moved(ServerFrame.Versioned event) {
        moved(event.chatId(), event.version(), event);
    }

    private void moved(UUID chat, long version, ServerFrame.Event event) {
        present(chat, event);
        Long before = versions.put(chat, version);
        if (before != null && before >= version) {
            evidence.breach(
                    "L4", String.format(Locale.ROOT, "%s: version %d after %d by %s", name, version, before, event));
        }
    }

    private void present(UUID chat, ServerFrame.Event event) {
        if (left.contains(chat) || !evidence.wasEverIn(userId, chat)) {
            evidence.breach(
                    "L7", String.format(Locale.ROOT, "%s received an event of a foreign chat: %s", name, event));
        }
    }

    /// Records that a message of this device was acknowledged.
    void acknowledged(UUID key, Message message) {
        evidence.acknowledged(name, userId, key, message);
    }

    @Override
    public void close() {
        client.close();
    }
}
