package io.vestnik.application.live.feed;

import io.vestnik.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/// The users who are connected to this node.
@FunctionalInterface
public interface Viewers {
    /// The user, or null if not connected to this node.
    @Nullable
    Viewer find(UserId id);

    /// Whether this stay of the user has not ended.
    @SuppressWarnings("ReferenceEquality") // Each stay of a user is another viewer.
    default boolean stays(Viewer viewer) {
        return find(viewer.id()) == viewer;
    }
}
