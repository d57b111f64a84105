package io.vestnik.domain.user;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The devices on which users are logged in.
///
/// Every change is durable when the method returns. It happens under the device's lock, and under the owner's lock if
/// more than one device is involved. Methods block and may be called from any thread. A
/// [io.vestnik.domain.StoreUnavailableException] leaves the outcome unknown.
public interface Devices {
    /// How many ended devices of a user are kept when one is opened, the latest ones. A token of a removed one is
    /// merely unknown.
    int ENDED_KEPT_MAX = 64;

    /// Opens a device, or continues a live one of the same id and owner. Continuing increments its session and replaces
    /// the chain of its earlier refresh tokens. If the owner would have more than `liveMax` devices, those unused for
    /// the longest time end.
    Opened open(Opening opening);

    /// The device, live or ended.
    Optional<Device> find(DeviceId id);

    /// The live devices of a user, last seen first, then by id.
    List<Device> liveOf(UserId owner);

    /// Those of `ids` that are not live, including unknown ones: to find endings of which a node was not notified.
    Set<DeviceId> notLive(Collection<DeviceId> ids);

    /// Applies `rule` to a presented refresh token under the device's lock. Stores the continued chain, or ends the
    /// device with [Device.Ending#TOKEN_REUSED]. Each of several concurrent calls sees the state that the previous one
    /// left.
    Refreshed refresh(DeviceId id, RefreshRule rule, Instant at);

    /// Ends a live device.
    ///
    /// @return whether it was live and owned by this user
    boolean end(DeviceId id, UserId owner, Device.Ending ending, Instant at);

    /// Records that a device was in use; a time before the recorded one changes nothing.
    void seen(DeviceId id, Instant at);

    /// Decides on a chain; called once, without side effects of its own.
    @FunctionalInterface
    interface RefreshRule {
        /// Decides.
        RefreshChain.Decision decide(RefreshChain chain);
    }

    /// A device to open or to continue.
    ///
    /// @param versionSeen the version of the [Users.Credentials] that were proved
    /// @param name if empty, an existing device keeps its name and a new one is called [DeviceName#UNKNOWN]
    /// @param chain the first chain of the login
    /// @param liveMax how many live devices the owner may have, including this one
    record Opening(
            DeviceId id,
            UserId owner,
            int versionSeen,
            Optional<DeviceName> name,
            RefreshChain chain,
            Instant at,
            int liveMax) {}

    /// The result of opening.
    sealed interface Opened {
        /// The device's owner is logged in.
        ///
        /// @param ended the owner's other devices that ended because there were too many
        record Done(Device device, List<DeviceId> ended) implements Opened {
            /// Copies `ended`.
            public Done {
                ended = List.copyOf(ended);
            }
        }

        /// The id belongs to a device that cannot be continued: it is another user's, or it has ended.
        record IdTaken() implements Opened {}

        /// The account is not active, or its password has changed.
        record ProofOutdated() implements Opened {}
    }

    /// The result of a refresh.
    sealed interface Refreshed {
        /// The chain continues.
        ///
        /// @param expiresAt when the chain expires
        record Handed(Device device, RefreshChain.Successor successor, Instant expiresAt) implements Refreshed {}

        /// The chain has expired.
        record Expired() implements Refreshed {}

        /// The device was ended just now because the token had been used before.
        record Reused(Device device) implements Refreshed {}

        /// The device had already ended.
        record Ended(Device.Ending ending) implements Refreshed {}

        /// No such device, or the token belongs to no present chain of it.
        record Unknown() implements Refreshed {}
    }

    /// The precision of `lastSeenAt`, which also limits how often it is written.
    Duration SEEN_EVERY = Duration.ofMinutes(1);
}
