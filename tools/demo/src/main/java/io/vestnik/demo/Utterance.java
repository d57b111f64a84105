package io.vestnik.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// A message of a script.
///
/// @param speaker the number of the user who sends the message
/// @param answers the position, in the script, of the message to which this message replies; empty = no reply
/// @param correction the text after an edit; empty = not edited
/// @param takenBack whether the message is deleted afterwards
/// @param after the time since the previous message; not used for a message that begins a subject
/// @param begins whether the message begins a new subject
record Utterance(
        int speaker,
        String text,
        OptionalInt answers,
        Optional<String> correction,
        boolean takenBack,
        Duration after,
        boolean begins) {}
