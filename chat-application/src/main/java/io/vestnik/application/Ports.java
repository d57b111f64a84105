package io.vestnik.application;

import io.vestnik.application.live.NoticeBus;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;
import java.time.InstantSource;

/// What a messenger stands on: the stores, which tell their commits to `bus` (through
/// [io.vestnik.application.live.PublishedEvents]), and the world around.
///
/// @param fatalErrors learns of an error after which live delivery has ended; see [FatalErrors] for the usual answer
public record Ports(
        Chats chats,
        MessageLog log,
        ReadStates readStates,
        NoticeBus bus,
        IdSource ids,
        InstantSource clock,
        FatalErrors fatalErrors) {}
