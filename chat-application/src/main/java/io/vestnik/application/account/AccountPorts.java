package io.vestnik.application.account;

import io.vestnik.application.IdSource;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;

/// The dependencies of the account use cases.
///
/// @param chats used when the operator hands a group over
/// @param bus receives notifications of ended devices and of changed names
/// @param runtime the clocks and threads
public record AccountPorts(
        Users users,
        Devices devices,
        Chats chats,
        HashingPool hashing,
        TokenIssuer accessTokens,
        RefreshTokens refreshTokens,
        IdSource ids,
        NotificationBus bus,
        NodeRuntime runtime) {}
