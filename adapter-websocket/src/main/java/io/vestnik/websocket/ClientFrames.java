package io.vestnik.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.wire.Decoded;
import io.vestnik.wire.FieldError;
import io.vestnik.wire.Json;
import io.vestnik.wire.MalformedJsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All frames that a client may send, and their parser.
final class ClientFrames {
    /// In the order in which the documents list them.
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
    sealed interface Reading {
        /// A valid frame.
        record Good(ClientFrame frame) implements Reading {}

        /// A JSON object that violates its declaration.
        ///
        /// @param type empty if it is unknown
        /// @param ref empty if it could not be read
        record Bad(Optional<String> type, Optional<Ref> ref, List<FieldError> errors) implements Reading {}

        /// Not a JSON object.
        record Unreadable(String message) implements Reading {}
    }

    /// Reads a frame: frequent frames with [QuickReader], all others by their declaration.
    static Reading read(byte[] utf8) {
        ClientFrame.Request request = QuickReader.read(utf8);
        return request == null ? readDeclared(utf8) : new Reading.Good(request);
    }

    /// Reads a frame by its declaration.
    static Reading readDeclared(byte[] utf8) {
        JsonNode tree;
        try {
            tree = Json.parse(utf8);
        } catch (MalformedJsonException e) {
            return new Reading.Unreadable("The frame " + e.getMessage());
        }
        if (!tree.isObject()) {
            return new Reading.Unreadable("The frame is not a JSON object");
        }
        JsonNode type = tree.path(Declaration.TYPE);
        Declaration<? extends Record> declaration = type.isTextual() ? BY_TYPE.get(type.textValue()) : null;
        if (declaration == null) {
            String types = ALL.stream().map(Declaration::type).collect(Collectors.joining(", "));
            return bad(Optional.empty(), tree, List.of(new FieldError(Declaration.TYPE, "must be one of " + types)));
        }
        return switch (declaration.shape().decode(tree)) {
            case Decoded.Valid<? extends Record>(Record frame) -> new Reading.Good((ClientFrame) frame);
            case Decoded.Invalid<? extends Record>(List<FieldError> errors) ->
                bad(Optional.of(declaration.type()), tree, errors);
        };
    }

    private static Reading bad(Optional<String> type, JsonNode tree, List<FieldError> errors) {
        return new Reading.Bad(type, Ref.of(tree.path("ref")), errors);
    }
}
