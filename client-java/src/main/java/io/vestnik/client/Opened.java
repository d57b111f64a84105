package io.vestnik.client;

/// The answer to opening a chat.
///
/// @param created false = it existed already
public record Opened(Chat chat, boolean created) {}
