package io.vestnik.application;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Optional;

/// The limit on how fast one user may send. The user's connections and HTTP requests share it. Thread-safe.
///
/// A refusal reserves a permit: the permit that is due after the returned pause belongs to the refused caller, and no
/// other call takes it. So a caller that waits until the pause has passed is served. The reservation ends when the
/// permit is taken, when the caller's connection closes, or when the caller does not return within a grace period after
/// the pause.
///
/// All calls of [#take] without a connection share one reservation per user. If the connection, the user or all users
/// together have too many open reservations, a refusal reserves nothing. The pause then lasts until the first permit
/// after all of the user's reserved permits is due.
public interface SendLimit extends RateLimit<UserId> {
    /// The minimum pause after a refusal. Messages that a client sent before it received the refusal must arrive within
    /// the pause, so the pause is longer than most round trips. The pause is shorter than the time in which the permits
    /// of a whole burst become available again.
    Duration PAUSE_MIN = Duration.ofSeconds(1);

    /// Returns the object through which a new connection of a user takes and reserves permits. It holds at most one
    /// reservation for each chat.
    Reservations reservations(UserId user);

    /// Takes and reserves permits for the sends of one connection.
    interface Reservations extends AutoCloseable {

        /// Takes the permit that is reserved for a send to this chat, if it is due, or else a free permit. If there is
        /// neither, reserves a permit or keeps the existing reservation.
        ///
        /// @return empty if a permit was taken; else the pause after which the reserved permit is due
        Optional<Duration> take(ChatId chatId);

        /// Reserves a permit for the next send to this chat, or keeps the existing reservation.
        ///
        /// @param pauseMin the minimum of the returned pause
        /// @return the pause after which the permit is due, at least `pauseMin`
        Duration reserve(ChatId chatId, Duration pauseMin);

        /// Releases the reservations of the connection. Later calls of [#take] and [#reserve] use the reservation that
        /// all of the user's calls without a connection share.
        @Override
        void close();
    }

    /// A limit that never refuses.
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
