package io.vestnik.application;

import java.util.UUID;

/// Makes the ids of users, devices and chats: unique UUIDs. The server's ids are in rising order (version 7), so that
/// objects created together lie together on disk.
@FunctionalInterface
public interface IdSource {
    /// The next id.
    UUID next();
}
