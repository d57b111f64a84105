package io.vestnik.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A dialogue as it is written down.
///
/// @param themes what it fits; none = anything
/// @param alone whether it is for two people in a chat of their own
/// @param roles how many speak
record Scene(Set<String> themes, boolean alone, int roles, List<Part> parts) {

    /// Part of a dialogue.
    sealed interface Part {
        /// Somebody says something.
        ///
        /// @param answers how many messages back the one is that it answers; 0 = none
        /// @param correction what it is edited to afterwards
        record Line(int role, int answers, boolean takenBack, Phrase text, Optional<Phrase> correction)
                implements Part {}

        /// Nobody says anything for about so long.
        record Pause(Duration length) implements Part {}

        /// It goes on in one of these ways.
        record Ways(List<List<Part>> ways) implements Part {}
    }

    /// Whether so many people who talk about `theme` can have it.
    boolean fits(String theme, int people) {
        return roles <= people && (!alone || people == 2) && (themes.isEmpty() || themes.contains(theme));
    }
}
