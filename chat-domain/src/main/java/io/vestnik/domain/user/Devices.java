package io.vestnik.domain.user;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where people are logged in.
///
/// Every change is durable when the method returns and happens under the device's lock, and the owner's where it is
/// about more than one device. Methods block and may be called from any thread; a
/// [io.vestnik.domain.StoreUnavailableException] leaves the outcome unknown.
public interface Devices {
    /// How many ended devices of a person are remembered when one is opened, the latest ones: a token of one that was
    /// forgotten is merely unknown.
    int ENDED_KEPT_MAX = 64;

    /// Opens a device, or continues one of the same id and owner that is live: then its session counts up, and the
    /// chain of its earlier refresh tokens is replaced. Where the owner would have more than `liveMax`, those seen
    /// longest ago end.
    Opened open(Opening opening);

    /// The device, live or ended.
    Optional<Device> find(DeviceId id);

    /// The live devices of a person, last seen first, then by id.
    List<Device> liveOf(UserId owner);

    /// Those of `ids` that are not live, unknown ones included: to find what a node was not told.
    Set<DeviceId> notLive(Collection<DeviceId> ids);

    /// Lets `rule` decide, under the device's lock, what a shown refresh token does, and does it: keeps the chain as it
    /// goes on, or ends the device with [Device.Ending#TOKEN_REUSED]. Of several at once each sees what the one before
    /// left.
    Refreshed refresh(DeviceId id, RefreshRule rule, Instant at);

    /// Ends a live device.
    ///
    /// @return whether it was live and this person's
    boolean end(DeviceId id, UserId owner, Device.Ending ending, Instant at);

    /// Notes that devices were in use; an earlier time than the one known changes nothing.
    void seen(DeviceId id, Instant at);

    /// Decides over a chain; called once, without side effects of its own.
    @FunctionalInterface
    interface RefreshRule {
        /// Decides.
        RefreshChain.Decision decide(RefreshChain chain);
    }

    /// A device to open or to continue.
    ///
    /// @param versionSeen that of the [Users.Credentials] that were proved
    /// @param name empty leaves a known device's name, and calls a new one [DeviceName#UNKNOWN]
    /// @param chain begins with this
    /// @param liveMax how many live devices the owner may have, this one included
    record Opening(
            DeviceId id,
            UserId owner,
            int versionSeen,
            Optional<DeviceName> name,
            RefreshChain chain,
            Instant at,
            int liveMax) {}

    /// What came of opening.
    sealed interface Opened {
        /// Somebody is logged in on it.
        ///
        /// @param ended the owner's other devices that ended, for being too many
        record Done(Device device, List<DeviceId> ended) implements Opened {
            /// Copies `ended`.
            public Done {
                ended = List.copyOf(ended);
            }
        }

        /// There is a device of that id that cannot be continued: another person's, or one that ended.
        record IdTaken() implements Opened {}

        /// The account is not active, or its password is another by now.
        record ProofOutdated() implements Opened {}
    }

    /// What came of refreshing.
    sealed interface Refreshed {
        /// The chain goes on.
        ///
        /// @param expiresAt the chain's
        record Handed(Device device, RefreshChain.Successor successor, Instant expiresAt) implements Refreshed {}

        /// The chain has lasted too long.
        record Expired() implements Refreshed {}

        /// The device ended just now, since the token had been used before.
        record Reused(Device device) implements Refreshed {}

        /// The device had ended before.
        record Ended(Device.Ending ending) implements Refreshed {}

        /// No such device, or the token is of no chain of it that lasts.
        record Unknown() implements Refreshed {}
    }

    /// How exact `lastSeenAt` is, and so how rarely it needs to be written.
    Duration SEEN_EVERY = Duration.ofMinutes(1);
}
