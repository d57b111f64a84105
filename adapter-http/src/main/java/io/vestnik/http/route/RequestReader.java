package io.vestnik.http.route;

import io.javalin.http.Context;
import io.vestnik.wire.json.FieldError;
import io.vestnik.wire.json.JsonBytes;
import io.vestnik.wire.json.JsonReader;
import io.vestnik.wire.json.MalformedJsonException;
import io.vestnik.wire.json.Problems;
import io.vestnik.wire.json.RecordReading;
import io.vestnik.wire.json.RecordShape;
import io.vestnik.wire.json.RecordShape.Field;
import io.vestnik.wire.schema.Schema;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads a request as its record: path, query, headers and body together, so that one response reports all errors.
public final class RequestReader<Q extends Record> {
    /// The form of a whole number, of at most 30 digits. A longer number is passed on as a text, so it is refused as
    /// invalid.
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,30}");

    /// The initial size of the buffer for the JSON of a parameter, in bytes: most parameters are an id or a number.
    private static final int JSON_BYTES_FIRST = 64;

    private final RecordShape<Q> shape;
    private final boolean hasBody;
    private final Optional<Field> whole;

    public RequestReader(RecordShape<Q> shape) {
        this.shape = shape;
        this.hasBody = shape.fields().stream().anyMatch(RequestReader::inBody);
        this.whole = shape.fields().stream()
                .filter(field -> field.annotation(WholeBody.class).isPresent())
                .findFirst();
    }

    /// Whether the component belongs to the body.
    public static boolean inBody(Field field) {
        return field.annotation(InPath.class).isEmpty()
                && field.annotation(InQuery.class).isEmpty()
                && field.annotation(InHeader.class).isEmpty();
    }

    /// Reads and validates a request.
    ///
    /// @param memory the memory for large bodies of this client
    /// @throws BadRequestException if the request is invalid, or there is no memory for it
    public Q read(Context ctx, RequestBody.Memory memory) throws BadRequestException {
        QueryString query =
                QueryString.parse(Optional.ofNullable(ctx.queryString()).orElse(""));
        Problems problems = new Problems();
        RecordReading<Q> reading = shape.reading("");
        try {
            if (hasBody) {
                readBody(RequestBody.read(ctx.req(), memory), reading, problems);
            }
            for (Field field : shape.fields()) {
                if (!inBody(field)) {
                    readParameter(field, values(field, ctx, query), reading);
                }
            }
        } catch (MalformedJsonException e) {
            throw RequestBody.malformed(e);
        }
        Q request = reading.end(problems);
        if (request == null || !problems.none()) {
            throw new BadRequestException(
                    Answer.invalid(problems.all().stream().map(this::outside).toList()));
        }
        return request;
    }

    private void readBody(byte[] body, RecordReading<Q> reading, Problems problems) throws MalformedJsonException {
        JsonReader in = new JsonReader(body);
        if (whole.isPresent()) {
            reading.read(whole.get(), in);
        } else if (in.kind() == JsonReader.Kind.OBJECT) {
            reading.readObject(in, RequestReader::inBody);
        } else {
            problems.add("body", "must be an object");
            in.skip();
        }
        in.end();
    }

    /// Makes the field of an error relative to the body: removes the name of the component that stands for the whole
    /// body, if the request record has such a component.
    private FieldError outside(FieldError error) {
        String inside = whole.map(field -> field.name() + ".").orElse("");
        return !inside.isEmpty() && error.field().startsWith(inside)
                ? new FieldError(error.field().substring(inside.length()), error.message())
                : error;
    }

    /// The values of a component outside of the body, as texts.
    private static List<String> values(Field field, Context ctx, QueryString query) {
        if (field.annotation(InPath.class).isPresent()) {
            return List.of(ctx.pathParam(field.name()));
        }
        if (field.annotation(InQuery.class).isPresent()) {
            return query.all(field.name());
        }
        return Collections.list(ctx.req().getHeaders(field.name())).stream()
                .map(RequestReader::unquoted)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private void readParameter(Field field, List<String> values, RecordReading<Q> reading)
            throws MalformedJsonException {
        if (values.isEmpty()) {
            return;
        }
        JsonBytes json = new JsonBytes(JSON_BYTES_FIRST);
        if (field.type().schema() instanceof Schema.ArrayType array) {
            json.beginArray();
            boolean first = true;
            for (String value : values) {
                for (String item : value.split(",", -1)) {
                    write(array.items(), item, first ? json : json.nextItem());
                    first = false;
                }
            }
            json.endArray();
        } else if (values.size() > 1) {
            reading.refuse(field, "is given more than once");
            return;
        } else {
            write(field.type().schema(), values.getFirst(), json);
        }
        reading.read(field, new JsonReader(json.toBytes()));
    }

    /// Removes quotes around a header value. Some clients quote values, as structured headers (RFC 9651) write strings.
    private static String unquoted(String value) {
        String text = value.strip();
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /// Writes a text from the path, the query or a header as the JSON that its schema expects.
    private static void write(Schema schema, String text, JsonBytes json) {
        if (schema instanceof Schema.IntegerType && WHOLE.matcher(text).matches()) {
            json.number(new BigInteger(text));
        } else if (schema instanceof Schema.BooleanType && (text.equals("true") || text.equals("false"))) {
            json.bool(text.equals("true"));
        } else {
            json.text(text);
        }
    }
}
