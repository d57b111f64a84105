package io.vestnik.e2e.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes tokens from the standard alone: with any header, any claims and any key.
///
/// @param claims the claims by name, with values in JSON
record TokenBuilder(Map<String, String> header, Map<String, String> claims) {
    /// Copies the maps.
    TokenBuilder {
        header = Map.copyOf(header);
        claims = Map.copyOf(claims);
    }

    /// Makes a token as the server would issue it.
    static TokenBuilder honest(String userId, String deviceId, long issuedAt, long expiresAt) {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", "\"vestnik\"");
        claims.put("sub", "\"" + userId + "\"");
        claims.put("did", "\"" + deviceId + "\"");
        claims.put("ses", "1");
        claims.put("iat", Long.toString(issuedAt));
        claims.put("exp", Long.toString(expiresAt));
        return new TokenBuilder(Map.of("alg", "\"HS256\"", "typ", "\"JWT\""), claims);
    }

    TokenBuilder claiming(String name, String json) {
        Map<String, String> other = new LinkedHashMap<>(claims);
        other.put(name, json);
        return new TokenBuilder(header, other);
    }

    TokenBuilder without(String name) {
        Map<String, String> other = new LinkedHashMap<>(claims);
        other.remove(name);
        return new TokenBuilder(header, other);
    }

    TokenBuilder heading(String name, String json) {
        Map<String, String> other = new LinkedHashMap<>(header);
        other.put(name, json);
        return new TokenBuilder(other, claims);
    }

    String unsigned() {
        return encode(json(header)) + "." + encode(json(claims)) + ".";
    }

    String signed(String secret) {
        return signed(secret, "HmacSHA256");
    }

    String signed(String secret, String mac) {
        String body = encode(json(header)) + "." + encode(json(claims));
        try {
            Mac made = Mac.getInstance(mac);
            made.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac));
            return body + "." + base64(made.doFinal(body.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes a forged token from the header and the claims of this builder and the signature of `token`.
    String grafted(String token) {
        return encode(json(header)) + "." + encode(json(claims)) + token.substring(token.lastIndexOf('.'));
    }

    private static String json(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String encode(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
