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

/// JSON texts as a whole, strictly: UTF-8 only, no duplicate names in an object, no text after the value. The
/// extensions of some parsers (comments, NaN, single quotes) are rejected. Requests are read by [JsonReader], which
/// asks this one only for the words of an error.
public final class Json {
    /// Real requests are at most four levels deep; this bound protects the parser's stack.
    static final int NESTING_MAX = 32;

    /// Longer than any useful number; parsing longer ones costs the square of their length.
    static final int NUMBER_CHARS_MAX = 100;

    /// Field names are short, and 36 characters if they are ids.
    static final int NAME_CHARS_MAX = 256;

    /// The largest frame the contract allows is 1 MiB.
    private static final int TEXT_CHARS_MAX = 1 << 20;

    /// The first size of the buffer of a value: a message of usual length fits.
    private static final int BYTES_FIRST = 512;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING_MAX)
                            .maxNumberLength(NUMBER_CHARS_MAX)
                            .maxNameLength(NAME_CHARS_MAX)
                            .maxStringLength(TEXT_CHARS_MAX)
                            .maxDocumentLength(TEXT_CHARS_MAX)
                            .build())
                    // The default pool belongs to a thread, and a virtual thread is never used twice.
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    // An error must not quote the request.
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // Four bytes for an emoji, as JsonBytes writes it, instead of twelve of escapes.
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// The tree of a JSON text in UTF-8.
    ///
    /// @throws MalformedJsonException if it is not JSON
    public static JsonNode parse(byte[] utf8) throws MalformedJsonException {
        try {
            // Jackson would guess UTF-16 and accept some malformed sequences.
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

    /// The tree of a JSON text.
    ///
    /// @throws MalformedJsonException if it is not JSON
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

    /// The UTF-8 of `value`.
    public static <T> byte[] bytes(WireType<T> type, T value) {
        JsonBytes out = new JsonBytes(BYTES_FIRST);
        type.write(value, out);
        return out.toBytes();
    }

    /// The UTF-8 of `value`, in a buffer of its size: a large value is never copied while it is written.
    public static <T> ByteBuffer buffer(WireType<T> type, T value) {
        JsonBytes count = JsonBytes.counting();
        type.write(value, count);
        JsonBytes out = new JsonBytes(count.length());
        type.write(value, out);
        return out.toBuffer();
    }

    /// The UTF-8 of a document.
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
