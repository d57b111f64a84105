package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;

/// A page of the history of a chat: the messages with `offset` < id ≤ `offset + limit`, oldest first.
///
/// @param total the id of the chat's last message. More pages follow if `offset + limit` is less than `total`; the
///     number of items does not show whether more pages follow
public record HistoryPage(
        UUID chatId, @JsonProperty(required = true) List<Message> items, int limit, long offset, long total) {}
