package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a list.
///
/// @param nextCursor the cursor with which to request the next page; null on the last page
public record Page<T>(
        @JsonProperty(required = true) List<T> items,
        @Nullable String nextCursor) {}
