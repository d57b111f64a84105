package io.vestnik.domain.event;

import io.vestnik.domain.chat.ChatId;
import java.util.Collection;
import java.util.List;

/// The port to which a store publishes its commits.
///
/// Notifications may be lost, duplicated or late without breaking any promise: order and completeness come from the
/// log. An implementation does not block and does not throw.
public interface ChatEvents {

    /// Publishes committed events. Events of one chat come in version order.
    void committed(List<? extends ChatEvent> events);

    /// Reports that the outcome of a commit in `chats` is unknown. Each subscriber that delivers these chats reads
    /// their versions again and delivers what was stored.
    void uncertain(Collection<ChatId> chats);
}
