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

/// Reads the changes of a chat page by page, as a client does.
record ChangesReader(StoreUnderTest store, ChatId chatId, UserId viewer) {

    /// Reads all changes after a version, in pages of about `limit` rows.
    List<ChatEvent.Versioned> readAll(ChatVersion after, int limit) {
        return read(after, limit).events();
    }

    /// Reads all changes after a version, and combines the pages into one.
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
