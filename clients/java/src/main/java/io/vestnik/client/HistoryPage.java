package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;

/// A page of the history of a chat: the messages with `offset` < id ≤ `offset + limit`, oldest first.
///
/// @param total the id of the chat's last message. A page with fewer items than `limit` is not always the last one
public record HistoryPage(
        UUID chatId, @JsonProperty(required = true) List<Message> items, int limit, long offset, long total) {}
