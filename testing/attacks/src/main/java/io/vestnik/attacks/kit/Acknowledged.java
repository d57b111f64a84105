package io.vestnik.attacks.kit;

/// A message that the server acknowledged.
///
/// @param line the connection it was sent on; order is checked within one
/// @param sequence position among the messages sent on that connection
/// @param duplicate whether the answer reported that an earlier attempt stored it
public record Acknowledged(
        String line, long sequence, String chatId, String key, String text, long id, boolean duplicate) {}
