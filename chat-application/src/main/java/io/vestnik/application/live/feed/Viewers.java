package io.vestnik.application.live.feed;

import io.vestnik.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/// The users who are connected to this node.
@FunctionalInterface
public interface Viewers {
    /// The viewer of a user; null if the user is not connected to this node.
    @Nullable
    Viewer find(UserId id);

    /// Whether `viewer` is still connected. A user who connects again later has another viewer.
    @SuppressWarnings("ReferenceEquality") // A user who connects again later has another viewer.
    default boolean stays(Viewer viewer) {
        return find(viewer.id()) == viewer;
    }
}
