package io.vestnik.application.live.feed;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.read.MarksVersion;
import java.util.Optional;

/// The versions that a feed waits for.
///
/// @param version the lowest version of the chat; empty if the feed waits for none
/// @param marksVersion the lowest version of the marks; empty if the feed waits for none
record MissingVersions(Optional<ChatVersion> version, Optional<MarksVersion> marksVersion) {
    /// Whether the missing version of the chat is later than the version `delivered`.
    boolean isAfter(ChatVersion delivered) {
        return version.filter(at -> at.isAfter(delivered)).isPresent();
    }

    /// Whether the missing version of the marks is later than the version `delivered`.
    boolean isAfter(MarksVersion delivered) {
        return marksVersion.filter(at -> at.isAfter(delivered)).isPresent();
    }
}
