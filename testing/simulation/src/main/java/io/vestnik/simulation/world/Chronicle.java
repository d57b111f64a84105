package io.vestnik.simulation.world;

import io.vestnik.contracts.RecordedEvents;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.simulation.law.CommitOracle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Everything that the database has stored.
final class Chronicle {
    private final CommitOracle oracle;
    private final RecordedEvents events = new RecordedEvents();
    private final List<ChatId> chats = new ArrayList<>();

    Chronicle(CommitOracle oracle) {
        this.oracle = oracle;
    }

    /// Records the events of a commit, in the step in which it is applied.
    void committed(List<ChatEvent> committed) {
        for (ChatEvent event : committed) {
            if (event instanceof ChatEvent.ChatOpened opened) {
                chats.add(opened.chatId());
            }
            oracle.committed(event);
        }
        events.committed(committed);
    }

    CommitOracle oracle() {
        return oracle;
    }

    RecordedEvents events() {
        return events;
    }

    /// All chats in the order in which they were opened, deleted ones included.
    List<ChatId> chats() {
        return Collections.unmodifiableList(chats);
    }
}
