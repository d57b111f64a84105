package io.vestnik.application;

import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import java.time.InstantSource;

/// The dependencies of a messenger: the stores, which publish their commits to `bus` (through
/// [io.vestnik.application.bus.PublishedEvents]), and the environment.
///
/// @param fatalErrors receives an error after which live delivery has ended; see [FatalErrors] for the usual response
public record Ports(
        Chats chats,
        MessageLog log,
        ReadStates readStates,
        NotificationBus bus,
        IdSource ids,
        InstantSource clock,
        FatalErrors fatalErrors) {}
