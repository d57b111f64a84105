package io.vestnik.domain.message;

import java.util.UUID;

/// Idempotency key: made once per message by the client, repeated on every retry.
///
/// Its scope is (chat, sender), forever, from any device.
public record MessageKey(UUID value) {}
