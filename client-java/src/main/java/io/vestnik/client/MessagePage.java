package io.vestnik.client;

import java.util.List;

/// A window of a chat, oldest first.
///
/// @param hasMore whether there are more in the direction that was asked for
public record MessagePage(List<Message> items, boolean hasMore) {}
