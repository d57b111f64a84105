package io.vestnik.application.live.feed;

import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;

/// The stores that live delivery reads.
///
/// @param chats the chats as members see them
/// @param index the chats as nodes see them
public record LiveStores(Chats chats, LiveIndex index, MessageLog log, ReadStates readStates) {}
