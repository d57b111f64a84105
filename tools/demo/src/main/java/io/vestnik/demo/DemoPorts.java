package io.vestnik.demo;

import io.vestnik.application.IdSource;
import io.vestnik.application.account.PasswordHasher;
import io.vestnik.domain.message.Imports;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.Users;
import java.time.InstantSource;

/// The ports through which the demonstration data is stored.
///
/// @param ids makes the ids of new users and chats
public record DemoPorts(
        Users users,
        Imports imports,
        ReadStates readStates,
        PasswordHasher hasher,
        IdSource ids,
        InstantSource clock) {}
