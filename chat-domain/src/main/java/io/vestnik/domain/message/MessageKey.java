package io.vestnik.domain.message;

import java.util.UUID;

/// An idempotency key: the client makes it once per message and repeats it on every retry.
///
/// Its scope is (chat, sender), forever, from any device.
public record MessageKey(UUID value) {}
