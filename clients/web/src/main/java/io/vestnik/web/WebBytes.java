package io.vestnik.web;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// An immutable sequence of bytes.
public final class WebBytes {

    private final byte[] bytes;

    WebBytes(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /// The number of bytes.
    public int length() {
        return bytes.length;
    }

    /// A new stream over all bytes. The caller need not close the stream.
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
