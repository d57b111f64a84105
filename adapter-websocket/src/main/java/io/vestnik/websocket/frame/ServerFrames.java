package io.vestnik.websocket.frame;

import io.vestnik.wire.json.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All frames that the server sends, and their writer.
public final class ServerFrames {
    /// The version of the protocol.
    public static final int PROTOCOL_VERSION = 1;

    /// The declarations, in the order in which the documents list them. Some answers share a type; a client
    /// distinguishes them by the request that they answer.
    static final List<Declaration<? extends Record>> ALL = List.of(
            Declaration.of("ready", ServerFrame.Ready.class),
            Declaration.of("live", ServerFrame.CaughtUp.class),
            Declaration.of("sent", ServerFrame.Sent.class),
            Declaration.of("ok", ServerFrame.Changed.class),
            Declaration.of("ok", ServerFrame.Marked.class),
            Declaration.of("ok", ServerFrame.Renewed.class),
            Declaration.of("pong", ServerFrame.Pong.class),
            Declaration.of("error", ServerFrame.Failed.class),
            Declaration.of("message", ServerFrame.MessageEvent.class),
            Declaration.of("members", ServerFrame.MembersEvent.class),
            Declaration.of("chat", ServerFrame.ChatEvent.class),
            Declaration.of("chat", ServerFrame.ChatEntered.class),
            Declaration.of("removed", ServerFrame.Removed.class),
            Declaration.of("read", ServerFrame.ReadUpTo.class),
            Declaration.of("allRead", ServerFrame.AllRead.class),
            Declaration.of("typing", ServerFrame.TypingEvent.class),
            Declaration.of("presence", ServerFrame.PresenceEvent.class),
            Declaration.of("user", ServerFrame.UserEvent.class),
            Declaration.of("gap", ServerFrame.Gap.class),
            Declaration.of("skipped", ServerFrame.Skipped.class),
            Declaration.of("marks", ServerFrame.Marks.class));

    private static final Map<Class<?>, Declaration<? extends Record>> BY_CLASS =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Declaration::frame, Function.identity()));

    private ServerFrames() {}

    /// The text of a frame, in UTF-8.
    public static byte[] write(ServerFrame frame) {
        Declaration<? extends Record> declaration = BY_CLASS.get(frame.getClass());
        if (declaration == null) {
            throw new IllegalArgumentException(frame.getClass() + " is not declared");
        }
        return write(declaration, frame);
    }

    private static <R extends Record> byte[] write(Declaration<R> declaration, ServerFrame frame) {
        return Json.bytes(declaration.shape(), declaration.frame().cast(frame));
    }
}
