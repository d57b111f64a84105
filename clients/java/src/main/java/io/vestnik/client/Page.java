package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param nextCursor the cursor of the next page; absent on the last one
public record Page<T>(
        @JsonProperty(required = true) List<T> items,
        @Nullable String nextCursor) {}
