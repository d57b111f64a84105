package io.vestnik.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Parses and writes whole JSON texts. Parsing is strict: UTF-8 only, no duplicate names in an object, no text after
/// the value, and none of the extensions of some parsers (comments, NaN, single quotes). Requests are read by
/// [JsonReader], which uses this class only to describe an error.
public final class Json {
    /// The maximum nesting depth of objects and lists, which protects the parser's stack. Real requests have at most
    /// four levels.
    static final int NESTING_MAX = 32;

    /// The maximum length of a number, in characters. Useful numbers are shorter. The length is bounded because the
    /// time to parse a number grows with the square of its length.
    static final int NUMBER_CHARS_MAX = 100;

    /// The maximum length of a property name, in characters. Real names are shorter; an id has 36 characters.
    static final int NAME_CHARS_MAX = 256;

    /// The maximum length of a text, in characters. The largest frame that the protocol allows, 1 MiB, cannot contain a
    /// longer text.
    private static final int TEXT_CHARS_MAX = 1 << 20;

    /// The initial size of a value's buffer, in bytes; a message of usual length fits.
    private static final int BYTES_FIRST = 512;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING_MAX)
                            .maxNumberLength(NUMBER_CHARS_MAX)
                            .maxNameLength(NAME_CHARS_MAX)
                            .maxStringLength(TEXT_CHARS_MAX)
                            .maxDocumentLength(TEXT_CHARS_MAX)
                            .build())
                    // The default pool belongs to a thread. Its buffers would not be used again, since each virtual
                    // thread runs only one task.
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    // The message of an error must not quote the request.
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // Writes an emoji as four bytes, as JsonBytes does, instead of twelve bytes of escapes.
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// Parses a JSON text in UTF-8.
    ///
    /// @throws MalformedJsonException if the text is not JSON or exceeds a bound
    public static JsonNode parse(byte[] utf8) throws MalformedJsonException {
        try {
            // The bytes are decoded here, because Jackson would also accept UTF-16 and some malformed sequences.
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw malformed("is not valid UTF-8", e);
        }
    }

    /// Parses a JSON text.
    ///
    /// @throws MalformedJsonException if the text is not JSON or exceeds a bound
    public static JsonNode parse(String text) throws MalformedJsonException {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree.isMissingNode()) {
                throw new MalformedJsonException("is empty where JSON is expected");
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw malformed("is JSON beyond what is read here: too deep, or a name or number too long", e);
        } catch (MismatchedInputException e) {
            throw malformed("is JSON with a name twice in one object, or with something after its end", e);
        } catch (JsonProcessingException e) {
            throw malformed(
                    String.format(
                            Locale.ROOT,
                            "is not JSON: syntax error at line %d, column %d",
                            e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                            e.getLocation() == null ? 0 : e.getLocation().getColumnNr()),
                    e);
        }
    }

    /// Encodes a value as JSON in UTF-8.
    public static <T> byte[] bytes(WireType<T> type, T value) {
        JsonBytes out = new JsonBytes(BYTES_FIRST);
        type.write(value, out);
        return out.toBytes();
    }

    /// Encodes a value as JSON in UTF-8. The buffer has the needed size from the beginning, so that a large value is
    /// never copied. It may have one unused byte for each object in the value.
    public static <T> ByteBuffer buffer(WireType<T> type, T value) {
        JsonBytes count = JsonBytes.counting();
        type.write(value, count);
        JsonBytes out = new JsonBytes(count.length());
        type.write(value, out);
        return out.toBuffer();
    }

    /// Encodes a JSON tree in UTF-8.
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is JSON", e);
        }
    }

    private static MalformedJsonException malformed(String message, Exception cause) {
        MalformedJsonException exception = new MalformedJsonException(message);
        exception.initCause(cause);
        return exception;
    }
}
