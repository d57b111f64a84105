package io.vestnik.faults.run.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vestnik.client.Closed;
import io.vestnik.client.Recorder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Converts the frames that one client sends and receives into the lines of its history. The client has one connection
/// at a time. Thread-safe.
///
/// The frames are the only source, so the history does not depend on what the client's library concludes from them.
public final class FrameHistory implements Recorder {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// The name of a request that the client has not sent. An answer to it is a violation.
    private static final Asked UNKNOWN = new Asked("", "", 0, 0);

    private final Users users;
    private final EventLines events;
    private final Traffic traffic;
    private final ReentrantLock lock = new ReentrantLock();

    /// The unanswered requests of the connection, by their `ref`.
    private final Map<String, Asked> asked = new HashMap<>();

    private History history;
    private int connection;
    private boolean open;
    private boolean ready;
    private boolean live;

    /// The number of ends that are still to be reported for connections whose successor has begun.
    private int lateEnds;

    /// @param kind the type of the request
    /// @param number the number of the message, for a send
    /// @param request the name of the request, for any other request
    private record Asked(String kind, String chat, long number, long request) {
        boolean isSend() {
            return kind.equals("send");
        }
    }

    /// @param history receives the lines
    /// @param users the users of the run
    /// @param traffic counts the sends
    public FrameHistory(History history, Users users, Traffic traffic) {
        this.history = history;
        this.users = users;
        this.events = new EventLines(users);
        this.traffic = traffic;
    }

    /// The history that receives the lines at the moment.
    public History history() {
        lock.lock();
        try {
            return history;
        } finally {
            lock.unlock();
        }
    }

    /// Begins another history, and closes the present one without an end of its connection. The next connection is the
    /// first one in the new history, so the caller must end the present connection. No request may be unanswered.
    public void begin(History next) {
        lock.lock();
        try {
            if (open) {
                lateEnds++;
            }
            asked.clear();
            open = false;
            ready = false;
            live = false;
            connection = 0;
            history.close();
            history = next;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the connection is between `live` and its end.
    public boolean isLive() {
        lock.lock();
        try {
            return live;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void frameSent(String text) {
        sent(System.nanoTime(), text);
    }

    @Override
    public void frameReceived(String text) {
        received(System.nanoTime(), text);
    }

    @Override
    public void closed(Closed closed) {
        ended(System.nanoTime(), closed.code());
    }

    /// Records a frame that the client is about to send.
    ///
    /// @param nanos a time before the server can receive the frame
    public void sent(long nanos, String text) {
        JsonNode frame = parse(text);
        lock.lock();
        try {
            String type = frame.path("type").asText();
            if (type.equals("hello")) {
                hello(nanos, frame);
            } else if (open) {
                asking(nanos, type, frame);
            }
        } finally {
            lock.unlock();
        }
    }

    private void hello(long nanos, JsonNode frame) {
        if (open) {
            end(nanos, Closed.ABNORMAL);
            lateEnds++;
        }
        connection++;
        open = true;
        write(nanos, "open", line -> {});
        write(nanos, "hello", line -> {
            line.writeObjectFieldStart("since");
            for (Map.Entry<String, JsonNode> cursor : frame.path("since").properties()) {
                JsonNode at = cursor.getValue();
                line.writeNumberField(cursor.getKey(), (at.isArray() ? at.path(0) : at).asLong());
            }
            line.writeEndObject();
        });
    }

    private void asking(long nanos, String type, JsonNode frame) {
        String ref = frame.path("ref").asText();
        String chat = frame.path("chatId").asText();
        switch (type) {
            case "send" -> {
                SentText origin = SentText.parse(frame.path("text").asText());
                Asked send = new Asked(type, chat, origin == null ? 0 : origin.number(), 0);
                asked.put(ref, send);
                traffic.sending();
                write(nanos, "send", line -> {
                    line.writeStringField("chat", chat);
                    line.writeNumberField("seq", send.number());
                });
            }
            case "read", "edit", "delete", "auth" -> {
                Asked request = new Asked(type, chat, 0, history.nextRequest());
                asked.put(ref, request);
                write(nanos, "ask", line -> line.writeNumberField("r", request.request()));
                if (type.equals("read")) {
                    write(nanos, "mark", line -> {
                        line.writeNumberField("r", request.request());
                        line.writeStringField("chat", chat);
                        line.writeNumberField("upTo", frame.path("upTo").asLong());
                    });
                }
            }
            default -> {
                // `typing` has no answer, and that of `ping` says nothing.
            }
        }
    }

    /// Records a frame that the client has received.
    ///
    /// @param nanos a time after the frame has arrived
    public void received(long nanos, String text) {
        JsonNode frame = parse(text);
        String type = frame.path("type").asText();
        lock.lock();
        try {
            if (!open || (!ready && !type.equals("ready"))) {
                // The frame belongs to the connection before, or it is the error that comes before the end.
                return;
            }
            switch (type) {
                case "ready" -> {
                    ready = true;
                    write(
                            nanos,
                            "ready",
                            line -> line.writeStringField(
                                    "epoch", frame.path("epoch").asText()));
                }
                case "live" -> {
                    live = true;
                    write(nanos, "live", line -> {});
                }
                case "sent" -> acknowledged(nanos, frame);
                case "ok" -> answered(nanos, frame);
                case "error" -> refused(nanos, frame);
                case "pong" -> {}
                default -> {
                    traffic.event();
                    events.write(frame, (event, fields) -> write(nanos, event, fields));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void acknowledged(long nanos, JsonNode frame) {
        Asked send = asked.remove(frame.path("ref").asText());
        if (send == null || !send.isSend()) {
            answer(nanos, UNKNOWN, "");
            return;
        }
        traffic.acknowledged();
        write(nanos, "sent", line -> {
            line.writeStringField("chat", send.chat());
            line.writeNumberField("seq", send.number());
            line.writeNumberField("v", frame.path("version").asLong());
            line.writeBooleanField("dup", frame.path("duplicate").asBoolean());
            line.writeFieldName("m");
            SeenFields.of(frame.path("message")).write(line, users);
        });
    }

    private void answered(long nanos, JsonNode frame) {
        Asked request = asked.remove(frame.path("ref").asText());
        if (request == null) {
            answer(nanos, UNKNOWN, "");
            return;
        }
        answer(nanos, request, "");
        if (request.kind().equals("read")) {
            write(nanos, "marked", line -> {
                line.writeNumberField("r", request.request());
                line.writeNumberField("readUpTo", frame.path("readUpTo").asLong());
            });
        }
    }

    private void refused(long nanos, JsonNode frame) {
        if (!frame.hasNonNull("ref")) {
            // The server closes the connection next.
            return;
        }
        String code = frame.path("code").asText();
        Asked request = asked.remove(frame.path("ref").asText());
        if (request != null && request.isSend()) {
            traffic.refused();
            write(nanos, "refused", line -> {
                line.writeStringField("chat", request.chat());
                line.writeNumberField("seq", request.number());
                line.writeStringField("code", code);
            });
        } else {
            answer(nanos, request == null ? UNKNOWN : request, code);
        }
    }

    private void answer(long nanos, Asked request, String code) {
        write(nanos, "answer", line -> {
            line.writeNumberField("r", request.request());
            line.writeStringField("code", code);
        });
    }

    /// Records the end of the connection.
    ///
    /// @param code the close code; 1006 if there was no close frame
    public void ended(long nanos, int code) {
        lock.lock();
        try {
            if (lateEnds > 0) {
                lateEnds--;
            } else if (open) {
                end(nanos, code);
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(long nanos, int code) {
        asked.values().stream().filter(Asked::isSend).forEach(send -> traffic.lost());
        asked.clear();
        open = false;
        ready = false;
        live = false;
        write(nanos, "close", line -> line.writeNumberField("code", code));
    }

    private void write(long nanos, String event, History.Fields fields) {
        history.write(nanos, connection, event, fields);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // A frame that is no JSON violates the protocol, and the client reports it.
            return JSON.createObjectNode();
        }
    }
}
