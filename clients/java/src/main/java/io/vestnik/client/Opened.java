package io.vestnik.client;

/// The result of opening a chat.
///
/// @param created false = it existed already
public record Opened(Chat chat, boolean created) {}
