package io.vestnik.broken.bootstrap;

import io.vestnik.broken.http.Circular;
import io.vestnik.broken.websocket.Hidden;

/// Uses types of adapters that only their own packages may use.
public final class Intruder {
    /// A type of the HTTP adapter.
    public Class<?> http = Circular.class;

    /// A type of the WebSocket adapter.
    public Class<?> webSocket = Hidden.class;
}
