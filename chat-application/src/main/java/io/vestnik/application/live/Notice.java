package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// News for the nodes that show things to people. Any of them may be lost, late or doubled: what has to be right is
/// read from the store.
public sealed interface Notice {

    /// Something was committed.
    record Committed(ChatEvent event) implements Notice {}

    /// Something may have been committed: read the chat's version again.
    record Uncertain(ChatId chatId) implements Notice {}

    /// The bus may have lost something: compare everything.
    record Interrupted() implements Notice {}

    /// Somebody is typing.
    record Typing(ChatId chatId, UserId userId) implements Notice {}

    /// A device may no longer be used: its connections close.
    record DeviceEnded(UserId userId, DeviceId deviceId) implements Notice {}

    /// Somebody logged in on a device again: what was connected with earlier tokens of it closes.
    record LoginReplaced(UserId userId, DeviceId deviceId) implements Notice {}

    /// A person's last connection on a node has ended.
    ///
    /// @param deviceId the device that had it
    /// @param at when it ended
    record Gone(UserId userId, DeviceId deviceId, Instant at) implements Notice {}

    /// Somebody changed what they are called.
    record Renamed(UserId userId, UserName name, Optional<String> username) implements Notice {}
}
