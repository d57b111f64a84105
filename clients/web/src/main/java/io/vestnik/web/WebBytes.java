package io.vestnik.web;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Immutable bytes.
public final class WebBytes {

    private final byte[] bytes;

    WebBytes(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /// The number of bytes.
    public int length() {
        return bytes.length;
    }

    /// A new stream over all bytes; it need not be closed.
    public InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /// A read-only view of all bytes.
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /// A new array of all bytes.
    public byte[] toArray() {
        return bytes.clone();
    }
}
