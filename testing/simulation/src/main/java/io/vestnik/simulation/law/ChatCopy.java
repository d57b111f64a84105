package io.vestnik.simulation.law;

import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.user.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// A client's copy of a chat.
///
/// @param version the cursor
/// @param completeAfter the client has every message with a higher id than this one
/// @param messages the messages by id
/// @param members the present members with their roles
/// @param readUpTo the client's own mark
public record ChatCopy(
        long version,
        Optional<ChatTitle> title,
        long completeAfter,
        SortedMap<Long, Message> messages,
        Map<UserId, Role> members,
        long readUpTo,
        long allReadUpTo) {}
