package io.vestnik.client;

/// The result of sending a message over HTTP.
///
/// @param replayed the key was used before: this is the message stored by the first attempt
public record Posted(Message message, boolean replayed) {}
