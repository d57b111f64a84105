package io.vestnik.domain.event;

import io.vestnik.domain.chat.ChatId;
import java.util.Collection;
import java.util.List;

/// Where a store tells what it committed.
///
/// The news may be lost, doubled or late without harm to any promise: order and completeness come from the log. An
/// implementation does not block and does not throw.
public interface ChatEvents {

    /// These were committed. Events of one chat come in version order.
    void committed(List<? extends ChatEvent> events);

    /// A commit in these chats failed in a way that leaves its outcome unknown: whoever shows them to people reads
    /// their versions again, and shows what turns out to be there.
    void uncertain(Collection<ChatId> chats);
}
