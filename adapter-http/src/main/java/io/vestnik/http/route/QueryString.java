package io.vestnik.http.route;

import io.vestnik.wire.json.FieldError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The parameters of a query, decoded strictly: text that is not UTF-8 is rejected, not guessed.
///
/// @param values the values by the name of their parameter, in the order given
record QueryString(Map<String, List<String>> values) {

    /// @throws BadRequestException if an escape is malformed, or the unescaped bytes are not UTF-8
    static QueryString parse(String query) throws BadRequestException {
        Map<String, List<String>> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            values.computeIfAbsent(name, unknown -> new ArrayList<>()).add(value);
        }
        return new QueryString(values);
    }

    /// The values of the parameter with this name, without empty values.
    List<String> all(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static String decoded(String text) throws BadRequestException {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw badEncoding();
                }
                bytes.put((byte) (high * 16 + low));
                i += 2;
            } else {
                bytes.put(String.valueOf(c == '+' ? ' ' : c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            BadRequestException bad = badEncoding();
            bad.initCause(e);
            throw bad;
        }
    }

    private static BadRequestException badEncoding() {
        return new BadRequestException(
                Answer.invalid(List.of(new FieldError("query", "must be percent-encoded UTF-8"))));
    }
}
