package io.vestnik.websocket.connection;

import org.eclipse.jetty.websocket.core.CoreSession;

/// The socket of an open connection, and the queue of frames to its peer.
record Link(CoreSession session, Outbox outbox) {}
