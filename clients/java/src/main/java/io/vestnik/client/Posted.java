package io.vestnik.client;

/// The result of sending a message over HTTP.
///
/// @param replayed whether the key was used before; then `message` is the message that the first attempt stored
public record Posted(Message message, boolean replayed) {}
