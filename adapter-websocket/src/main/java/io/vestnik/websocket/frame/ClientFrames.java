package io.vestnik.websocket.frame;

import io.vestnik.wire.json.FieldError;
import io.vestnik.wire.json.JsonReader;
import io.vestnik.wire.json.MalformedJsonException;
import io.vestnik.wire.json.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All frames that a client may send, and their parser.
public final class ClientFrames {
    /// The declarations, in the order in which the documents list them.
    static final List<Declaration<? extends Record>> ALL = List.of(
            Declaration.of("hello", ClientFrame.Hello.class),
            Declaration.of("send", ClientFrame.Send.class),
            Declaration.of("edit", ClientFrame.Edit.class),
            Declaration.of("delete", ClientFrame.Delete.class),
            Declaration.of("read", ClientFrame.Read.class),
            Declaration.of("typing", ClientFrame.Typing.class),
            Declaration.of("auth", ClientFrame.Auth.class),
            Declaration.of("ping", ClientFrame.Ping.class));

    private static final Map<String, Declaration<? extends Record>> BY_TYPE =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Declaration::type, Function.identity()));

    private ClientFrames() {}

    /// The result of reading a frame.
    public sealed interface Reading {
        /// A valid frame.
        record Good(ClientFrame frame) implements Reading {}

        /// A JSON object that violates the declaration of its type.
        ///
        /// @param type empty if the type is unknown
        /// @param ref empty if the `ref` could not be read
        record Bad(Optional<String> type, Optional<Ref> ref, List<FieldError> errors) implements Reading {}

        /// Not a JSON object.
        record Unreadable(String message) implements Reading {}
    }

    /// Reads a frame.
    public static Reading read(byte[] utf8) {
        try {
            return readJson(utf8);
        } catch (MalformedJsonException e) {
            return new Reading.Unreadable("The frame " + e.getMessage());
        }
    }

    private static Reading readJson(byte[] utf8) throws MalformedJsonException {
        JsonReader in = new JsonReader(utf8);
        if (in.kind() != JsonReader.Kind.OBJECT) {
            in.skip();
            in.end();
            return new Reading.Unreadable("The frame is not a JSON object");
        }
        Declaration<? extends Record> declaration = declaration(utf8);
        if (declaration == null) {
            in.skip();
            in.end();
            String types = ALL.stream().map(Declaration::type).collect(Collectors.joining(", "));
            return new Reading.Bad(
                    Optional.empty(), ref(utf8), List.of(new FieldError(Declaration.TYPE, "must be one of " + types)));
        }
        Problems problems = new Problems();
        Record frame = declaration.shape().read(in, "", problems);
        in.end();
        return frame != null && problems.none()
                ? new Reading.Good((ClientFrame) frame)
                : new Reading.Bad(Optional.of(declaration.type()), ref(utf8), problems.all());
    }

    /// The declaration of an object's type.
    private static @Nullable Declaration<? extends Record> declaration(byte[] utf8) throws MalformedJsonException {
        JsonReader in = new JsonReader(utf8);
        return in.find(Declaration.TYPE) && in.kind() == JsonReader.Kind.STRING ? BY_TYPE.get(in.string()) : null;
    }

    /// The `ref` of an object, if it is valid.
    private static Optional<Ref> ref(byte[] utf8) throws MalformedJsonException {
        JsonReader in = new JsonReader(utf8);
        return in.find("ref") ? Optional.ofNullable(Ref.TYPE.read(in, "ref", new Problems())) : Optional.empty();
    }
}
