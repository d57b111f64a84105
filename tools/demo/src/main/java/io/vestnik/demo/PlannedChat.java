package io.vestnik.demo;

import io.vestnik.domain.chat.ChatTitle;
import java.util.List;
import java.util.Optional;

/// A planned chat.
///
/// @param name a unique name, from which keys and seeds are derived
/// @param people the numbers of the members; the first member creates the chat
/// @param title the title of a group; empty = a direct chat
/// @param theme the subject of the conversation
/// @param share the number of messages relative to other chats
record PlannedChat(
        String name, List<Integer> people, Optional<ChatTitle> title, Language language, String theme, int share) {}
