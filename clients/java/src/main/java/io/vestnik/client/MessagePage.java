package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// A page of messages of a chat, oldest first.
///
/// @param hasMore whether more messages exist in the requested direction
public record MessagePage(@JsonProperty(required = true) List<Message> items, boolean hasMore) {}
