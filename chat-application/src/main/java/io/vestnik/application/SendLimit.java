package io.vestnik.application;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Optional;

/// The limit on how fast one user may send. It is shared by all connections of the user and by HTTP. Safe to call from
/// any thread.
///
/// A refusal reserves: the permit that will be due after the returned pause belongs to the refused caller, and no other
/// call takes it. A caller that waits as told is therefore served. The reservation ends when it is used, when its
/// connection closes, or when the caller does not come within a grace after the pause.
///
/// [#take] without a connection shares one reservation per user. Where too many reservations are open, a refusal
/// reserves nothing and the pause lasts until all reserved permits are due.
public interface SendLimit extends RateLimit<UserId> {
    /// The shortest pause. A client learns of a refusal within a round trip; what it sent before that has to find the
    /// pause still running, so this is longer than most round trips, and shorter than a burst takes to come back.
    Duration PAUSE_MIN = Duration.ofSeconds(1);

    /// The reservations of one connection of a user, one for each chat.
    Reservations reservations(UserId user);

    /// The permits of one connection.
    interface Reservations extends AutoCloseable {

        /// Takes the permit that is reserved for a send to this chat, if it is due, or else a free one.
        ///
        /// @return empty when taken; otherwise the pause after which the reserved permit is due
        Optional<Duration> take(ChatId chatId);

        /// Reserves a permit for the next send to this chat, or keeps the reservation that there is.
        ///
        /// @param pauseMin how long the caller has to wait in any case
        /// @return the pause after which the permit is due, at least `pauseMin`
        Duration reserve(ChatId chatId, Duration pauseMin);

        /// Gives back what is reserved. From now on nothing is reserved here.
        @Override
        void close();
    }

    /// Never refuses.
    static SendLimit none() {
        return new SendLimit() {
            @Override
            public Optional<Duration> take(UserId user) {
                return Optional.empty();
            }

            @Override
            public Reservations reservations(UserId user) {
                return new Reservations() {
                    @Override
                    public Optional<Duration> take(ChatId chatId) {
                        return Optional.empty();
                    }

                    @Override
                    public Duration reserve(ChatId chatId, Duration pauseMin) {
                        return pauseMin;
                    }

                    @Override
                    public void close() {
                        // Nothing is reserved.
                    }
                };
            }
        };
    }
}
