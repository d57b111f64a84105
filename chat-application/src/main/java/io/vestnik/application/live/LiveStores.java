package io.vestnik.application.live;

import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.read.ReadStates;

/// What [Live] reads.
record LiveStores(Chats chats, MessageLog log, ReadStates readStates) {}
