package io.vestnik.application.live;

import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;

/// The stores that [Live] reads.
record LiveStores(Chats chats, MessageLog log, ReadStates readStates) {}
