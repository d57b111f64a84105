package io.vestnik.attacks.kit;

/// A message that the server acknowledged.
///
/// @param line the name of the connection on which the message was sent; the order is checked per connection
/// @param sequence the position of the message among those sent on the connection
/// @param duplicate whether the answer said that an earlier attempt had stored the message
public record Acknowledged(
        String line, long sequence, String chatId, String key, String text, long id, boolean duplicate) {}
