package io.vestnik.contracts;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Catches up page by page, like a client.
record ChangesReader(StoreUnderTest store, ChatId chatId, UserId viewer) {

    /// All changes after `after`, in pages of about `limit` rows.
    List<ChatEvent.Versioned> readAll(ChatVersion after, int limit) {
        return read(after, limit).events();
    }

    /// Like [#readAll], combined into one page.
    Changes read(ChatVersion after, int limit) {
        List<ChatEvent.Versioned> events = new ArrayList<>();
        ChatVersion from = after;
        while (true) {
            Changes page = switch (store.messageLog().changes(chatId, viewer, from, limit)) {
                case Outcome.Done<Changes>(Changes changes) -> changes;
                case Outcome.Refused<Changes>(var reason) -> throw new AssertionError("refused: " + reason);
            };
            events.addAll(page.events());
            if (page.complete()) {
                return new Changes(page.upTo(), true, events);
            }
            if (!page.upTo().isAfter(from)) {
                throw new AssertionError(String.format(Locale.ROOT, "no progress after %s: %s", from, page));
            }
            from = page.upTo();
        }
    }
}
