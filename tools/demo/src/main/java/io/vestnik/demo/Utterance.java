package io.vestnik.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// A message of a script.
///
/// @param speaker the number of the user
/// @param answers the script position of the message that it replies to
/// @param correction the text after an edit
/// @param takenBack whether it is deleted afterwards
/// @param after the time since the previous message; a new subject begins at a time of its own
/// @param begins whether it begins a new subject
record Utterance(
        int speaker,
        String text,
        OptionalInt answers,
        Optional<String> correction,
        boolean takenBack,
        Duration after,
        boolean begins) {}
