package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param nextCursor where the next page begins; absent on the last one
public record Page<T>(
        @JsonProperty(required = true) List<T> items,
        @Nullable String nextCursor) {}
