package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// A window of a chat, oldest first.
///
/// @param hasMore whether there are more in the direction that was asked for
public record MessagePage(@JsonProperty(required = true) List<Message> items, boolean hasMore) {}
