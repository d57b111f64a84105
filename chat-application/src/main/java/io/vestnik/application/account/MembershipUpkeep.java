package io.vestnik.application.account;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.Worker;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adapts group memberships to accounts that were deleted, disabled or enabled, one group at a time, in a thread of its
/// own. So a deletion is answered at once, however many groups the user was in.
///
/// The outstanding work is in the store only. After a crash any node continues it, and nodes that process the same
/// membership at the same time change it once. After each membership the thread pauses for as long as the adaptation
/// took, but between 2 ms and 1 s.
public final class MembershipUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipUpkeep.class);

    /// The pause between two checks, short enough for members to see a departure while they look at the group.
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    /// The minimum pause after the adaptation of a membership. The pause leaves time for other changes of the same
    /// group.
    private static final Duration PAUSE_MIN = Duration.ofMillis(2);

    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    /// How long [#close] waits for the membership in progress: longer than a change waits for a lock.
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    /// The number of memberships in one query.
    private static final int PAGE_SIZE = 16;

    private final Chats chats;
    private final FatalErrors fatal;
    private final NodeRuntime runtime;
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private final Worker worker;

    private MembershipUpkeep(Chats chats, NodeRuntime runtime, FatalErrors fatal) {
        this.chats = chats;
        this.runtime = runtime;
        this.fatal = fatal;
        this.worker = runtime.startWorker("membership-upkeep", true, this::run);
    }

    /// Starts the upkeep. Each process that serves users runs one upkeep. A process that serves no users must not run
    /// an upkeep, because no user would receive the events of its changes.
    ///
    /// @param fatal receives an error that ends the upkeep
    public static MembershipUpkeep start(Chats chats, NodeRuntime runtime, FatalErrors fatal) {
        return new MembershipUpkeep(chats, runtime, fatal);
    }

    private void run() {
        try {
            Optional<Membership> after = Optional.empty();
            do {
                after = followPage(after);
            } while (!runtime.await(closed, after.isPresent() ? Duration.ZERO : CHECK_EVERY));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            fatal.report("membership-upkeep", e);
        }
    }

    /// Queries one page of outdated memberships, and adapts each of them to the state of its account.
    ///
    /// @return the membership after which the next query continues; empty if the next query starts from the beginning
    private Optional<Membership> followPage(Optional<Membership> after) throws InterruptedException {
        List<Membership> outdated;
        try {
            outdated = chats.outdated(PAGE_SIZE, after);
        } catch (StoreUnavailableException e) {
            LOG.debug("event=membership_upkeep_delayed", e);
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.error("event=membership_upkeep_failed", e);
            return Optional.empty();
        }
        for (Membership membership : outdated) {
            long began = runtime.nanoTime();
            follow(membership);
            long pause = Math.clamp(runtime.nanoTime() - began, PAUSE_MIN.toNanos(), PAUSE_MAX.toNanos());
            if (runtime.await(closed, Duration.ofNanos(pause))) {
                return Optional.empty();
            }
        }
        return outdated.size() < PAGE_SIZE ? Optional.empty() : Optional.of(outdated.getLast());
    }

    /// Adapts a membership. A group whose row is locked elsewhere does not delay the other groups: the next round
    /// retries it.
    private void follow(Membership membership) {
        try {
            chats.follow(membership);
        } catch (StoreUnavailableException e) {
            LOG.warn(
                    "event=membership_upkeep_delayed user={} chat={} cause=\"{}\"",
                    membership.userId(),
                    membership.chatId(),
                    e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("event=membership_upkeep_failed user={} chat={}", membership.userId(), membership.chatId(), e);
        }
    }

    /// Stops the upkeep, and returns when the membership in progress is done.
    @Override
    public void close() {
        closed.complete(null);
        try {
            if (!worker.join(END_WITHIN)) {
                LOG.error("event=membership_upkeep_hangs seconds={}", END_WITHIN.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
