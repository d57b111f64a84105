package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;

/// The messages with `offset` < id ≤ `offset + limit`, oldest first.
///
/// @param total the chat's last message id; a page with fewer items than `limit` is not necessarily the last one
public record HistoryPage(
        UUID chatId, @JsonProperty(required = true) List<Message> items, int limit, long offset, long total) {}
