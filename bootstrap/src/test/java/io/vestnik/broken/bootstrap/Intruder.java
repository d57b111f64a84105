package io.vestnik.broken.bootstrap;

import io.vestnik.broken.http.Circular;
import io.vestnik.broken.websocket.Hidden;

/// Uses types of adapters that only their own packages may use.
public final class Intruder {
    /// Of HTTP.
    public Class<?> http = Circular.class;

    /// Of WebSocket.
    public Class<?> webSocket = Hidden.class;
}
