package io.vestnik.demo;

import io.vestnik.domain.chat.ChatTitle;
import java.util.List;
import java.util.Optional;

/// A chat as it is planned.
///
/// @param name tells it from the others in keys and dice
/// @param people by number; who comes first opens it
/// @param title of a group
/// @param theme what they talk about
/// @param share how much is said in it, compared with others
record Outline(
        String name, List<Integer> people, Optional<ChatTitle> title, Language language, String theme, int share) {}
