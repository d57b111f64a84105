package io.vestnik.application.bus;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// A notification for the nodes that deliver events. Each may be lost, late or duplicated: whatever must be correct is
/// read from the store.
public sealed interface Notification {

    /// A change was committed.
    record Committed(ChatEvent event) implements Notification {}

    /// A change may have been committed: read the chat's version again.
    record Uncertain(ChatId chatId) implements Notification {}

    /// The bus may have lost notifications: compare everything with the store.
    record Interrupted() implements Notification {}

    /// A member is typing.
    ///
    /// @param version the version of the chat that the publishing node has delivered; a member who left at this version
    ///     or earlier must not learn of it
    record Typing(ChatId chatId, UserId userId, ChatVersion version) implements Notification {}

    /// A device has ended: its connections close.
    record DeviceEnded(UserId userId, DeviceId deviceId) implements Notification {}

    /// A new login replaced an earlier one on a device: connections with tokens of the earlier login close.
    record LoginReplaced(UserId userId, DeviceId deviceId) implements Notification {}

    /// A user's last connection to a node has ended.
    ///
    /// @param deviceId the device of that connection
    /// @param at when it ended
    record Gone(UserId userId, DeviceId deviceId, Instant at) implements Notification {}

    /// A user changed their name or username.
    record Renamed(UserId userId, UserName name, Optional<String> username) implements Notification {}
}
