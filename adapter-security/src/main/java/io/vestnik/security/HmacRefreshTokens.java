package io.vestnik.security;

import io.vestnik.application.account.RefreshToken;
import io.vestnik.application.account.RefreshTokens;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.RefreshChain.Presented;
import io.vestnik.domain.user.TokenHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Refresh tokens of 64 bytes: the device (16), the family that all tokens of one login share (16), and a part that
/// differs in each token (32). The last part is random in the first token of a login, and in each later token an HMAC
/// over the previous token and a seed. So the same successor can be made twice, and no token is stored. An attacker
/// with one token and a stolen store still cannot make the next token, because this needs the server's secret.
public final class HmacRefreshTokens implements RefreshTokens {
    private static final int DEVICE_BYTES = 16;
    private static final int FAMILY_BYTES = 16;
    private static final int OWN_BYTES = 32;
    private static final int TOKEN_BYTES = DEVICE_BYTES + FAMILY_BYTES + OWN_BYTES;
    private static final int SEED_BYTES = 16;

    /// The text that is hashed with a secret to derive a key. Because of it, the key differs from the key that signs
    /// access tokens.
    private static final String PURPOSE = "vestnik refresh tokens";

    private final List<SecretKeySpec> keys;
    private final SecureRandom random;

    /// Makes successors with the current secret, and recreates successors that were made with the previous secret.
    public HmacRefreshTokens(ServerSecrets secrets) {
        this.keys = secrets.all()
                .map(secret -> key(hmac(key(secret.bytes()), PURPOSE.getBytes(StandardCharsets.US_ASCII))))
                .toList();
        this.random = new SecureRandom();
    }

    @Override
    public Made first(DeviceId device) {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        ByteBuffer.wrap(token)
                .putLong(device.value().getMostSignificantBits())
                .putLong(device.value().getLeastSignificantBits());
        return made(token);
    }

    @Override
    public String seed() {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return encode(seed);
    }

    @Override
    public List<Made> successors(RefreshToken token, String seed) {
        byte[] before = decode(token).orElseThrow(() -> new IllegalArgumentException("not a refresh token"));
        byte[] salted = (seed + "." + token.value()).getBytes(StandardCharsets.US_ASCII);
        return keys.stream()
                .map(key -> {
                    byte[] next = Arrays.copyOf(before, TOKEN_BYTES);
                    System.arraycopy(hmac(key, salted), 0, next, DEVICE_BYTES + FAMILY_BYTES, OWN_BYTES);
                    return made(next);
                })
                .toList();
    }

    @Override
    public Optional<Read> read(RefreshToken token) {
        return decode(token).map(bytes -> {
            ByteBuffer device = ByteBuffer.wrap(bytes);
            return new Read(new DeviceId(new UUID(device.getLong(), device.getLong())), digests(bytes));
        });
    }

    private static Made made(byte[] token) {
        return new Made(new RefreshToken(encode(token)), digests(token));
    }

    private static Presented digests(byte[] token) {
        byte[] family = Arrays.copyOfRange(token, DEVICE_BYTES, DEVICE_BYTES + FAMILY_BYTES);
        return new Presented(digest(family), digest(token));
    }

    /// Decodes a token. Accepts only the spelling that [#encode] makes, so that a token has exactly one spelling.
    private static Optional<byte[]> decode(RefreshToken token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token.value());
            return Optional.of(bytes)
                    .filter(all -> all.length == TOKEN_BYTES && encode(all).equals(token.value()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static TokenHash digest(byte[] bytes) {
        try {
            return new TokenHash(encode(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private static byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
