package io.vestnik.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The present state of what changed in a chat after some version.
///
/// @param version up to where these changes reach: where the next question goes on from
/// @param complete false = ask again from `version`
/// @param chat its shared fields, when they changed
public record Changes(
        @JsonProperty(required = true) long version,
        boolean complete,
        @Nullable Chat chat,
        List<Member> members,
        List<Message> messages) {}
