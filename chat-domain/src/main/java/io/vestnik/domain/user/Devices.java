package io.vestnik.domain.user;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The devices on which users are logged in.
///
/// Every change is durable when the method returns. A change happens under the device's lock, and also under the
/// owner's lock if more than one device is involved. Methods block and may be called from any thread. A
/// [io.vestnik.domain.StoreUnavailableException] leaves the outcome unknown.
public interface Devices {
    /// The maximum number of ended devices of a user that [#open] keeps; the devices that ended first are removed. A
    /// refresh with a token of a removed device returns [Refreshed.Unknown].
    int ENDED_KEPT_MAX = 64;

    /// Opens a device, or continues a device with the same id and owner on which the owner is still logged in.
    /// Continuing increments the device's session and replaces its chain of refresh tokens. If the owner would then be
    /// logged in on more than `liveMax` devices, the devices that were unused for the longest time end.
    Opened open(Opening opening);

    /// Finds a device, even an ended one.
    Optional<Device> find(DeviceId id);

    /// Lists the devices on which a user is logged in: last seen first, then by id.
    List<Device> liveOf(UserId owner);

    /// Returns each id in `ids` whose device has ended or is unknown. A node calls this method to find devices whose
    /// end was not notified to it.
    Set<DeviceId> notLive(Collection<DeviceId> ids);

    /// Applies `rule` to the device's chain of refresh tokens, under the device's lock. Stores the continued chain, or
    /// ends the device with [Device.EndReason#TOKEN_REUSED]. Each of several concurrent calls sees the state that the
    /// previous call left.
    Refreshed refresh(DeviceId id, RefreshRule rule, Instant at);

    /// Ends a device on which its owner is logged in.
    ///
    /// @return whether this call ended the device; false if the device had ended before, is unknown, or does not belong
    ///     to `owner`
    boolean end(DeviceId id, UserId owner, Device.EndReason endReason, Instant at);

    /// Records when a device was in use. A time earlier than the recorded time changes nothing.
    void seen(DeviceId id, Instant at);

    /// Decides on a presented refresh token. A store calls the rule once; the rule has no side effects.
    @FunctionalInterface
    interface RefreshRule {
        /// Decides from the stored chain of the device.
        RefreshChain.Decision decide(RefreshChain chain);
    }

    /// A device to open or to continue.
    ///
    /// @param versionSeen the version of the [Users.Credentials] that the user has proved
    /// @param name if empty, an existing device keeps its name, and a new device is called [DeviceName#UNKNOWN]
    /// @param chain the chain of refresh tokens that starts with this login
    /// @param liveMax the maximum number of devices on which the owner may be logged in, including this one
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

        /// The id belongs to a device that cannot be continued: another user owns it, or it has ended.
        record IdTaken() implements Opened {}

        /// The account is not active, or its password has changed since [Opening#versionSeen].
        record ProofOutdated() implements Opened {}
    }

    /// The result of a refresh.
    sealed interface Refreshed {
        /// The chain continues with a successor of the presented token.
        ///
        /// @param expiresAt when the chain expires
        record Rotated(Device device, RefreshChain.Successor successor, Instant expiresAt) implements Refreshed {}

        /// The chain has expired.
        record Expired() implements Refreshed {}

        /// The presented token is outdated, so the device has been ended.
        record Reused(Device device) implements Refreshed {}

        /// The device had already ended.
        record Ended(Device.EndReason endReason) implements Refreshed {}

        /// There is no such device, or the token does not belong to its current chain.
        record Unknown() implements Refreshed {}
    }

    /// The precision of [Device#lastSeenAt], and the minimum interval between two writes of it.
    Duration SEEN_EVERY = Duration.ofMinutes(1);
}
