package io.vestnik.websocket.connection;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.live.Live;
import io.vestnik.application.messaging.Messaging;

/// The parts of the application that connections use.
///
/// @param fatalErrors receives an `Error` in a thread of a connection or of the sweep, after all connections were
///     closed
public record WebSocketPorts(
        Live live,
        Authenticate authenticate,
        Messaging.EditMessage edit,
        Messaging.DeleteMessage delete,
        FatalErrors fatalErrors) {}
