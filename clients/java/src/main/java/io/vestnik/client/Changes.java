package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The current state of everything that changed in a chat after a version.
///
/// @param version the chat's version that these changes lead to; the next request continues from it
/// @param complete false = there are more changes, to be requested from `version` on
/// @param chat the shared fields of the chat, if one of them changed
public record Changes(
        @JsonProperty(required = true) long version,
        boolean complete,
        @Nullable Chat chat,
        List<Member> members,
        List<Message> messages) {}
