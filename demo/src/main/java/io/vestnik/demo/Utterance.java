package io.vestnik.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Something that is said in a chat.
///
/// @param speaker the number of the person
/// @param answers the place in the chat's script of what it answers
/// @param correction what it is edited to
/// @param takenBack whether it is deleted afterwards
/// @param after how long after the one before; a new subject begins at a time of its own
/// @param begins whether it begins a new subject
record Utterance(
        int speaker,
        String text,
        OptionalInt answers,
        Optional<String> correction,
        boolean takenBack,
        Duration after,
        boolean begins) {}
