package io.vestnik.application;

import java.util.UUID;

/// Makes the ids of people, devices and chats: UUIDs that are never given twice, in rising order (version 7), so that
/// what is created together lies together on disk.
@FunctionalInterface
public interface IdSource {
    /// The next id.
    UUID next();
}
