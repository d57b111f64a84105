package io.vestnik.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.javalin.http.Context;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.wire.FieldError;
import io.vestnik.wire.Problems;
import io.vestnik.wire.RecordShape;
import io.vestnik.wire.RecordShape.Field;
import io.vestnik.wire.Schema;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a request as its record: path, query, headers and body together, so that one response reports all errors.
final class RequestReader<Q extends Record> {
    /// Longer digit strings are no numbers that a client means.
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,30}");

    private final RecordShape<Q> shape;
    private final boolean hasBody;
    private final Optional<Field> whole;

    RequestReader(RecordShape<Q> shape) {
        this.shape = shape;
        this.hasBody = shape.fields().stream().anyMatch(RequestReader::inBody);
        this.whole = shape.fields().stream()
                .filter(field -> field.annotation(WholeBody.class).isPresent())
                .findFirst();
    }

    /// Whether the component belongs to the body.
    static boolean inBody(Field field) {
        return field.annotation(InPath.class).isEmpty()
                && field.annotation(InQuery.class).isEmpty()
                && field.annotation(InHeader.class).isEmpty();
    }

    /// @param memory the budget of large bodies
    /// @throws BadRequestException if the request is invalid, or there is no memory for it
    Q read(Context ctx, MemoryBudget memory) throws BadRequestException {
        QueryString query =
                QueryString.parse(Optional.ofNullable(ctx.queryString()).orElse(""));
        JsonNode body = hasBody ? RequestBody.read(ctx.req(), memory) : MissingNode.getInstance();
        Problems problems = new Problems();
        if (hasBody && whole.isEmpty() && !body.isObject()) {
            problems.add("body", "must be an object");
        }
        Optional<Q> request = shape.read(field -> source(field, ctx, query, body, problems), "", problems);
        if (request.isEmpty() || !problems.none()) {
            throw new BadRequestException(
                    Answer.invalid(problems.all().stream().map(this::outside).toList()));
        }
        return request.get();
    }

    /// An error inside a component that is the whole body, with its field named relative to the body.
    private FieldError outside(FieldError error) {
        String inside = whole.map(field -> field.name() + ".").orElse("");
        return !inside.isEmpty() && error.field().startsWith(inside)
                ? new FieldError(error.field().substring(inside.length()), error.message())
                : error;
    }

    private static @Nullable JsonNode source(
            Field field, Context ctx, QueryString query, JsonNode body, Problems problems) {
        if (field.annotation(InPath.class).isPresent()) {
            return node(field.type().schema(), ctx.pathParam(field.name()));
        }
        if (field.annotation(InQuery.class).isPresent()) {
            return parameter(field, query.all(field.name()), problems);
        }
        if (field.annotation(InHeader.class).isPresent()) {
            List<String> values = Collections.list(ctx.req().getHeaders(field.name())).stream()
                    .map(RequestReader::unquoted)
                    .filter(value -> !value.isEmpty())
                    .toList();
            return parameter(field, values, problems);
        }
        return field.annotation(WholeBody.class).isPresent() ? body : body.get(field.name());
    }

    private static @Nullable JsonNode parameter(Field field, List<String> values, Problems problems) {
        if (values.isEmpty()) {
            return null;
        }
        if (field.type().schema() instanceof Schema.Items items) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            values.stream()
                    .flatMap(value -> List.of(value.split(",", -1)).stream())
                    .forEach(value -> list.add(node(items.item(), value)));
            return list;
        }
        if (values.size() > 1) {
            problems.add(field.name(), "is given more than once");
            return null;
        }
        return node(field.type().schema(), values.getFirst());
    }

    /// Some clients quote header values, as structured headers (RFC 9651) write strings.
    private static String unquoted(String value) {
        String text = value.strip();
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /// The JSON node for a text from the path, the query or a header.
    private static JsonNode node(Schema schema, String text) {
        return switch (schema) {
            case Schema.Whole whole ->
                WHOLE.matcher(text).matches() ? BigIntegerNode.valueOf(new BigInteger(text)) : TextNode.valueOf(text);
            case Schema.Flag() ->
                switch (text) {
                    case "true" -> BooleanNode.TRUE;
                    case "false" -> BooleanNode.FALSE;
                    default -> TextNode.valueOf(text);
                };
            case Schema.Text other -> TextNode.valueOf(text);
            case Schema.Choice other -> TextNode.valueOf(text);
            case Schema.Items other -> TextNode.valueOf(text);
            case Schema.Entries other -> TextNode.valueOf(text);
            case Schema.AnyOf other -> TextNode.valueOf(text);
            case Schema.Anything other -> TextNode.valueOf(text);
            case Schema.Named other -> TextNode.valueOf(text);
        };
    }
}
