package io.vestnik.client;

/// The answer to posting a message over HTTP.
///
/// @param replayed the key was known: this is the message stored at the first try
public record Posted(Message message, boolean replayed) {}
