package io.vestnik.faults.run.history;

import io.vestnik.client.Chat;
import io.vestnik.client.HistoryPage;
import io.vestnik.client.Message;
import io.vestnik.client.Posted;
import java.util.UUID;

/// Writes the lines of the HTTP requests of one client. Used by one thread at a time.
public final class HttpHistory {
    private final FrameHistory frames;
    private final Users users;
    private final Traffic traffic;

    /// @param frames has the history that receives the lines
    public HttpHistory(FrameHistory frames, Users users, Traffic traffic) {
        this.frames = frames;
        this.users = users;
        this.traffic = traffic;
    }

    /// Records an attempt to send a message, before the request.
    ///
    /// @param number the number of the message
    public void sending(UUID chat, long number) {
        traffic.sending();
        write("send", line -> {
            line.writeStringField("chat", chat.toString());
            line.writeNumberField("seq", number);
        });
    }

    /// Records the acknowledgement of a message.
    public void sent(UUID chat, long number, Posted posted) {
        traffic.acknowledged();
        Message message = posted.message();
        write("sent", line -> {
            line.writeStringField("chat", chat.toString());
            line.writeNumberField("seq", number);
            line.writeNumberField("v", message.version());
            line.writeBooleanField("dup", posted.replayed());
            line.writeFieldName("m");
            SeenFields.of(message).write(line, users);
        });
    }

    /// Records the refusal of a message.
    public void refused(UUID chat, long number, String code) {
        traffic.refused();
        write("refused", line -> {
            line.writeStringField("chat", chat.toString());
            line.writeNumberField("seq", number);
            line.writeStringField("code", code);
        });
    }

    /// Records that an attempt had no answer of the server.
    public void lost(UUID chat, long number) {
        traffic.lost();
        write("lost", line -> {
            line.writeStringField("chat", chat.toString());
            line.writeNumberField("seq", number);
        });
    }

    /// Records a request for a page of a history, before the request.
    ///
    /// @return the name of the request
    public long asking(UUID chat) {
        long request = frames.history().nextRequest();
        write("get", line -> {
            line.writeNumberField("r", request);
            line.writeStringField("chat", chat.toString());
        });
        return request;
    }

    /// Records a page of a history.
    ///
    /// @param request the result of [#asking]
    public void page(long request, HistoryPage page) {
        write("page", line -> {
            line.writeNumberField("r", request);
            line.writeNumberField("offset", page.offset());
            line.writeNumberField("limit", page.limit());
            line.writeNumberField("total", page.total());
            line.writeArrayFieldStart("items");
            for (Message message : page.items()) {
                SeenFields.of(message).write(line, users);
            }
            line.writeEndArray();
        });
    }

    /// Records the state of a chat after the run is quiet.
    public void state(Chat chat) {
        write("state", line -> {
            line.writeStringField("chat", chat.id().toString());
            line.writeNumberField("v", chat.version());
            line.writeNumberField("last", chat.lastMessageId());
            line.writeNumberField("readUpTo", chat.readUpTo());
            line.writeNumberField("allReadUpTo", chat.allReadUpTo());
            line.writeNumberField("unread", chat.unread());
        });
    }

    /// Records that the user is no member of a chat at any time.
    public void stranger(UUID chat) {
        write("stranger", line -> line.writeStringField("chat", chat.toString()));
    }

    /// Records the answer to the request of a stranger.
    ///
    /// @param code empty if the request succeeded
    public void probed(UUID chat, String code) {
        write("probe", line -> {
            line.writeStringField("chat", chat.toString());
            line.writeStringField("code", code);
        });
    }

    private void write(String event, History.Fields fields) {
        frames.history().write(System.nanoTime(), History.NO_CONNECTION, event, fields);
    }
}
