package io.vestnik.client;

/// The result of opening a direct chat or creating a group.
///
/// @param created false = the chat already existed
public record Opened(Chat chat, boolean created) {}
