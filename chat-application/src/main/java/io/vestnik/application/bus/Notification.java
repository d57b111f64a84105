package io.vestnik.application.bus;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.Optional;

/// A notification for the nodes that deliver events. A notification may be lost, late or duplicated, so a node reads
/// from the store everything that must be correct.
public sealed interface Notification {

    /// A change was committed.
    record Committed(ChatEvent event) implements Notification {}

    /// A change of a chat may have been committed: each node reads the chat's version again.
    record Uncertain(ChatId chatId) implements Notification {}

    /// The bus may have lost notifications: each node compares what it has delivered with the store.
    record Interrupted() implements Notification {}

    /// A member is typing.
    ///
    /// @param version the version of the chat that the publishing node has delivered; a member who left at this version
    ///     or earlier must not learn of the typing
    record Typing(ChatId chatId, UserId userId, ChatVersion version) implements Notification {}

    /// A device has ended: each node closes the device's connections.
    record DeviceEnded(UserId userId, DeviceId deviceId) implements Notification {}

    /// A new login replaced an earlier login on a device: each node closes the connections with tokens of the earlier
    /// login.
    record LoginReplaced(UserId userId, DeviceId deviceId) implements Notification {}

    /// A user's last connection to a node has ended.
    ///
    /// @param deviceId the device of that connection
    /// @param at when that connection ended
    record Gone(UserId userId, DeviceId deviceId, Instant at) implements Notification {}

    /// The name or username of a user changed, which includes the erasure of a deleted user's name.
    record Renamed(UserId userId, UserName name, Optional<String> username) implements Notification {}
}
