package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The present state of everything that changed in a chat after a version.
///
/// @param version the version that these changes reach; the next request continues from it
/// @param complete false = request more from `version`
/// @param chat the shared fields of the chat, if they changed
public record Changes(
        @JsonProperty(required = true) long version,
        boolean complete,
        @Nullable Chat chat,
        List<Member> members,
        List<Message> messages) {}
