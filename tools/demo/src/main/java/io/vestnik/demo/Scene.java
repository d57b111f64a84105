package io.vestnik.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A dialogue as written in the resource file.
///
/// @param themes the themes of chats that the dialogue suits; empty = all
/// @param alone whether the dialogue suits direct chats only
/// @param roles the number of speakers
record Scene(Set<String> themes, boolean alone, int roles, List<Part> parts) {

    /// A part of a dialogue.
    sealed interface Part {
        /// A message of a dialogue.
        ///
        /// @param answers the distance of a reply to its original message, counted in messages; 0 = no reply
        /// @param correction the text after an edit; empty = not edited
        record Line(int role, int answers, boolean takenBack, Phrase text, Optional<Phrase> correction)
                implements Part {}

        /// A pause of about the given length.
        record Pause(Duration length) implements Part {}

        /// A choice between several continuations of the dialogue.
        record Alternatives(List<List<Part>> alternatives) implements Part {}
    }

    /// Whether the dialogue suits a chat with this theme and number of members.
    boolean fits(String theme, int people) {
        return roles <= people && (!alone || people == 2) && (themes.isEmpty() || themes.contains(theme));
    }
}
