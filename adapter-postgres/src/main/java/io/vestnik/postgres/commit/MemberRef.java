package io.vestnik.postgres.commit;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;

/// The key of a membership.
record MemberRef(ChatId chatId, UserId userId) {}
