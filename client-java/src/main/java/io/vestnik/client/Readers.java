package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who has read a message.
///
/// @param required how many must read it until it counts as read by everyone
public record Readers(
        @JsonProperty(required = true) List<Reader> items,
        int required,
        @Nullable String nextCursor) {

    /// One who has read it.
    public record Reader(UUID userId, String name) {}
}
