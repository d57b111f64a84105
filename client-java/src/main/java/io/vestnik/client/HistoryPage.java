package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;

/// The messages with `offset` < id ≤ `offset + limit`, oldest first.
///
/// @param total the chat's last message id; fewer items than `limit` do not mean the end
public record HistoryPage(
        UUID chatId, @JsonProperty(required = true) List<Message> items, int limit, long offset, long total) {}
