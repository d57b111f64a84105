package io.vestnik.web;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Bytes that nobody changes.
public final class WebBytes {

    private final byte[] bytes;

    WebBytes(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /// Their number.
    public int length() {
        return bytes.length;
    }

    /// A new stream over all of them; closing it is not needed.
    public InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /// A read-only view of all of them.
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /// A new array of all of them.
    public byte[] toArray() {
        return bytes.clone();
    }
}
