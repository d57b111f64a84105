package io.vestnik.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A dialogue in its written form.
///
/// @param themes the themes that it suits; none = all
/// @param alone whether it suits direct chats only
/// @param roles the number of speakers
record Scene(Set<String> themes, boolean alone, int roles, List<Part> parts) {

    /// Part of a dialogue.
    sealed interface Part {
        /// A message.
        ///
        /// @param answers the distance to the message that it replies to; 0 = none
        /// @param correction the text after an edit
        record Line(int role, int answers, boolean takenBack, Phrase text, Optional<Phrase> correction)
                implements Part {}

        /// A pause of about this length.
        record Pause(Duration length) implements Part {}

        /// One of several continuations.
        record Ways(List<List<Part>> ways) implements Part {}
    }

    /// Whether it suits this many members and the theme.
    boolean fits(String theme, int people) {
        return roles <= people && (!alone || people == 2) && (themes.isEmpty() || themes.contains(theme));
    }
}
