package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A page of the members who have read a message.
///
/// @param required the number of readers at which the message counts as read by all
public record Readers(
        @JsonProperty(required = true) List<Reader> items,
        int required,
        @Nullable String nextCursor) {

    /// A member who has read the message.
    public record Reader(UUID userId, String name) {}
}
