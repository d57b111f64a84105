package io.vestnik.broken.bootstrap;

import io.vestnik.broken.http.RootUsesEdge;
import io.vestnik.broken.websocket.InternalType;

/// Uses types of adapters that only their own packages may use.
public final class InternalTypesUse {
    /// A type of the HTTP adapter.
    public Class<?> http = RootUsesEdge.class;

    /// A type of the WebSocket adapter.
    public Class<?> webSocket = InternalType.class;
}
