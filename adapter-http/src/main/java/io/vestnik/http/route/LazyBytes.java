package io.vestnik.http.route;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/// Bytes that are computed on first use and then shared by all requests. Thread-safe.
public final class LazyBytes {
    private final Supplier<byte[]> source;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /// @param source computes the bytes; must return at least one byte
    public LazyBytes(Supplier<byte[]> source) {
        this.source = source;
    }

    /// A read-only view of the bytes.
    public synchronized ByteBuffer view() {
        if (bytes.capacity() == 0) {
            bytes = ByteBuffer.wrap(source.get()).asReadOnlyBuffer();
        }
        return bytes.duplicate();
    }
}
