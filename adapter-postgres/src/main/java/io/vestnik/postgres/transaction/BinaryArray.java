package io.vestnik.postgres.transaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/// A one-dimensional array parameter in PostgreSQL's binary form, so that neither the driver nor the server formats or
/// parses text.
///
/// Layout: dimensions, whether nulls may occur, element type, length, lower bound; then for each element its length and
/// bytes. A length of -1 means null.
public final class BinaryArray extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1L;
    private static final int HEADER_BYTES = 5 * Integer.BYTES;
    private static final int NULL = -1;
    private static final int UUID_BYTES = 16;
    private static final int UUID_OID = 2950;
    private static final int TEXT_OID = 25;
    private static final int INT8_OID = 20;
    private static final int TIMESTAMPTZ_OID = 1184;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    /// The beginning of the year 2000, from which PostgreSQL counts time, in seconds since 1970.
    private static final long EPOCH_SECONDS = 946_684_800;

    private final transient byte[] bytes;

    private BinaryArray(String type, byte[] bytes) {
        setType(type);
        this.bytes = bytes;
    }

    public static <T> BinaryArray uuids(List<T> items, Function<? super T, @Nullable UUID> part) {
        ByteBuffer buffer = header(items.size(), UUID_OID, HEADER_BYTES + items.size() * (Integer.BYTES + UUID_BYTES));
        for (T item : items) {
            UUID uuid = part.apply(item);
            if (uuid == null) {
                buffer.putInt(NULL);
            } else {
                buffer.putInt(UUID_BYTES)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits());
            }
        }
        return of("_uuid", buffer);
    }

    public static <T> BinaryArray longs(List<T> items, ToLongFunction<? super T> part) {
        ByteBuffer buffer = header(items.size(), INT8_OID, HEADER_BYTES + items.size() * (Integer.BYTES + Long.BYTES));
        for (T item : items) {
            buffer.putInt(Long.BYTES).putLong(part.applyAsLong(item));
        }
        return of("_int8", buffer);
    }

    public static <T> BinaryArray texts(List<T> items, Function<? super T, @Nullable String> part) {
        List<Optional<byte[]>> encoded = new ArrayList<>(items.size());
        int size = HEADER_BYTES;
        for (T item : items) {
            String text = part.apply(item);
            Optional<byte[]> element = Optional.ofNullable(text).map(t -> t.getBytes(StandardCharsets.UTF_8));
            encoded.add(element);
            size += Integer.BYTES + element.map(e -> e.length).orElse(0);
        }
        ByteBuffer buffer = header(items.size(), TEXT_OID, size);
        for (Optional<byte[]> element : encoded) {
            element.ifPresentOrElse(e -> buffer.putInt(e.length).put(e), () -> buffer.putInt(NULL));
        }
        return of("_text", buffer);
    }

    public static <T> BinaryArray instants(List<T> items, Function<? super T, @Nullable Instant> part) {
        ByteBuffer buffer =
                header(items.size(), TIMESTAMPTZ_OID, HEADER_BYTES + items.size() * (Integer.BYTES + Long.BYTES));
        for (T item : items) {
            Instant instant = part.apply(item);
            if (instant == null) {
                buffer.putInt(NULL);
            } else {
                buffer.putInt(Long.BYTES)
                        .putLong((instant.getEpochSecond() - EPOCH_SECONDS) * MICROS_PER_SECOND
                                + instant.getNano() / NANOS_PER_MICRO);
            }
        }
        return of("_timestamptz", buffer);
    }

    private static BinaryArray of(String type, ByteBuffer filled) {
        byte[] bytes = new byte[filled.position()];
        filled.get(0, bytes);
        return new BinaryArray(type, bytes);
    }

    private static ByteBuffer header(int length, int elementOid, int size) {
        return ByteBuffer.allocate(size)
                .putInt(1)
                .putInt(1)
                .putInt(elementOid)
                .putInt(length)
                .putInt(1);
    }

    @Override
    public int lengthInBytes() {
        return bytes.length;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("only ever sent");
    }

    /// Throws: the array has no text form. Called only if the database's address switches binary parameters off.
    @Override
    public @Nullable String getValue() {
        throw new IllegalStateException("the database address must not switch off binaryTransfer");
    }
}
