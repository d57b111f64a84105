package io.vestnik.application.account;

import io.vestnik.application.IdSource;
import io.vestnik.application.live.NoticeBus;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.Users;
import java.time.InstantSource;

/// What the use cases of accounts need from outside.
///
/// @param chats to leave the groups of a deleted account
/// @param bus hears of devices that end and of people who change their name
public record AccountPorts(
        Users users,
        Devices devices,
        Chats chats,
        HashingPool hashing,
        TokenIssuer accessTokens,
        RefreshTokens refreshTokens,
        IdSource ids,
        NoticeBus bus,
        InstantSource clock) {}
