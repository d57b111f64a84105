package io.vestnik.web;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

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

    /// A new array of all of them.
    public byte[] toArray() {
        return bytes.clone();
    }
}
