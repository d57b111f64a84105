package io.vestnik.application.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;

/// The key of a membership.
public record MemberRef(ChatId chatId, UserId userId) {}
