package io.vestnik.demo;

import io.vestnik.domain.chat.ChatTitle;
import java.util.List;
import java.util.Optional;

/// A planned chat.
///
/// @param name unique; part of keys and seeds
/// @param people by number; the first one creates the chat
/// @param title of a group
/// @param theme the subject of the conversation
/// @param share the relative number of messages, compared with other chats
record Outline(
        String name, List<Integer> people, Optional<ChatTitle> title, Language language, String theme, int share) {}
